import { modelRoutes } from '../../../shared/contracts/model-routes.ts';
import { serve } from '../http/operation.ts';
import { getModel } from './get-model.ts';
import { listModels } from './list-models.ts';

/** What is read of models. */
export const servedReads = [serve(modelRoutes.listModels, listModels), serve(modelRoutes.getModel, getModel)];
