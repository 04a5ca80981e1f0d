import { workflowRoutes } from '../../../shared/contracts/workflow-routes.ts';
import { serveRecorded } from '../http/serve-recorded.ts';
import { createWorkflow } from './create-workflow.ts';
import { deleteWorkflow } from './delete-workflow.ts';
import { replaceWorkflow } from './replace-workflow.ts';
import { runWorkflow } from './run-workflow.ts';

/** What changes workflows. */
export const servedCommands = [
  serveRecorded(workflowRoutes.createWorkflow, createWorkflow),
  serveRecorded(workflowRoutes.replaceWorkflow, replaceWorkflow),
  serveRecorded(workflowRoutes.deleteWorkflow, deleteWorkflow),
  serveRecorded(workflowRoutes.runWorkflow, runWorkflow),
];
