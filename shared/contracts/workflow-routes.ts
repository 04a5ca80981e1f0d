import * as z from 'zod';
import { jobStatusSchema } from '../domain/workflow/job-status.ts';
import { workflowDefinitionSchema } from '../domain/workflow/workflow.ts';
import { cursorSchema, idSchema, pageLimit, pageOf } from './pagination.ts';
import { defineRoute } from './route.ts';
import { jobRowSchema, jobSchema, workflowAnswerSchema } from './workflow-schemas.ts';

const tag = 'Workflows and jobs';
const page = { limit: pageLimit({ most: 100, usual: 50 }), cursor: cursorSchema.optional() };
const onOneWorkflow = {
  tag,
  path: '/workflows/{workflowId}',
  params: z.strictObject({ workflowId: idSchema }),
} as const;

export const workflowRoutes = {
  listWorkflows: defineRoute({
    operationId: 'listWorkflows',
    method: 'GET',
    path: '/workflows',
    summary: 'List workflows, newest first',
    tag,
    permission: 'workflows:read',
    servedBy: 'read',
    query: z.strictObject({
      project: z.string().min(1).max(63).optional(),
      /** Part of the name, in any case. */
      search: z.string().min(1).max(200).optional(),
      ...page,
    }),
    status: 200,
    response: pageOf(workflowAnswerSchema),
  }),
  createWorkflow: defineRoute({
    operationId: 'createWorkflow',
    method: 'POST',
    path: '/workflows',
    summary: 'Register a state machine as a workflow',
    tag,
    permission: 'workflows:write',
    servedBy: 'command',
    body: workflowDefinitionSchema,
    status: 201,
    response: workflowAnswerSchema,
    errors: [409, 413, 415, 503],
  }),
  getWorkflow: defineRoute({
    ...onOneWorkflow,
    operationId: 'getWorkflow',
    method: 'GET',
    summary: 'Get a workflow',
    permission: 'workflows:read',
    servedBy: 'read',
    status: 200,
    response: workflowAnswerSchema,
    errors: [404],
  }),
  replaceWorkflow: defineRoute({
    ...onOneWorkflow,
    operationId: 'replaceWorkflow',
    method: 'PUT',
    summary: 'Replace a workflow; its jobs go on with the state machine that they started with',
    permission: 'workflows:write',
    servedBy: 'command',
    body: workflowDefinitionSchema,
    ifMatch: 'optional',
    status: 200,
    response: workflowAnswerSchema,
    errors: [404, 409, 413, 415, 503],
  }),
  deleteWorkflow: defineRoute({
    ...onOneWorkflow,
    operationId: 'deleteWorkflow',
    method: 'DELETE',
    summary: 'Delete a workflow; its jobs stay, and its state machine too',
    permission: 'workflows:write',
    servedBy: 'command',
    ifMatch: 'optional',
    status: 204,
    errors: [404, 409],
  }),
  runWorkflow: defineRoute({
    ...onOneWorkflow,
    operationId: 'runWorkflow',
    method: 'POST',
    path: '/workflows/{workflowId}/run',
    summary: 'Start a job of a workflow',
    permission: 'sessions:start',
    servedBy: 'command',
    body: z.strictObject({ input: z.record(z.string(), z.unknown()).optional() }),
    bodyOptional: true,
    status: 201,
    response: jobSchema,
    errors: [404, 413, 415, 503],
  }),
  listJobs: defineRoute({
    operationId: 'listJobs',
    method: 'GET',
    path: '/jobs',
    summary: 'List jobs, newest first',
    tag,
    permission: 'workflows:read',
    servedBy: 'read',
    query: z.strictObject({ workflowId: idSchema.optional(), status: jobStatusSchema.optional(), ...page }),
    status: 200,
    response: pageOf(jobRowSchema),
  }),
  getJob: defineRoute({
    operationId: 'getJob',
    method: 'GET',
    path: '/jobs/{jobId}',
    summary: 'Get a job',
    tag,
    permission: 'workflows:read',
    servedBy: 'read',
    params: z.strictObject({ jobId: idSchema }),
    status: 200,
    response: jobSchema,
    errors: [404],
  }),
};
