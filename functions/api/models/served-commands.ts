import { modelRoutes } from '../../../shared/contracts/model-routes.ts';
import { serveRecorded } from '../http/serve-recorded.ts';
import { createModel } from './create-model.ts';
import { deleteModel } from './delete-model.ts';
import { replaceModel } from './replace-model.ts';

/** What changes models. */
export const servedCommands = [
  serveRecorded(modelRoutes.createModel, createModel),
  serveRecorded(modelRoutes.replaceModel, replaceModel),
  serveRecorded(modelRoutes.deleteModel, deleteModel),
];
