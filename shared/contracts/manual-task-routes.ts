import * as z from 'zod';
import { taskStatusSchema } from '../domain/manual-task/manual-task.ts';
import { actorSchema } from '../domain/session/actor.ts';
import { cursorSchema, idSchema, pageLimit, pageOf } from './pagination.ts';
import { defineRoute } from './route.ts';

const params = z.strictObject({ taskId: idSchema });
const tag = 'Work Center';
/** ISO 8601 in UTC with milliseconds. */
const timeSchema = z.iso.datetime({ precision: 3 });

/** The texts of a task that may be long. */
const TASK_TEXTS = ['form', 'input', 'output'] as const;
export type TaskText = (typeof TASK_TEXTS)[number];

const manualTaskSchema = z
  .object({
    taskId: z.string(),
    title: z.string(),
    description: z.string(),
    status: taskStatusSchema,
    form: z
      .record(z.string(), z.unknown())
      .nullable()
      .meta({ description: 'JSON Schema of the output; null: any output is taken.' }),
    input: z.unknown().meta({ description: 'What the agent or workflow gives to whoever does the task.' }),
    output: z.unknown().meta({ description: 'Null until the task is completed.' }),
    assignee: z.string().nullable().meta({ description: 'User id of who has the task; null: anybody may do it.' }),
    createdAt: timeSchema,
    completedAt: timeSchema.nullable(),
    completedBy: actorSchema.nullable(),
    origin: z
      .object({
        kind: z.enum(['session', 'job']),
        id: z.string(),
        agentName: z.string().optional(),
        toolName: z.string().optional(),
        visible: z.boolean().meta({ description: 'False: the reader may not see the session or job.' }),
      })
      .meta({ description: 'Who asks.' }),
    truncated: z.array(z.enum(TASK_TEXTS)).optional().meta({
      description: "Names of the fields that are too long for this answer and null in it. The task's own URL has them.",
    }),
  })
  .meta({ id: 'ManualTask' });
export type ManualTaskResponse = z.infer<typeof manualTaskSchema>;

const onOneTask = {
  tag,
  params,
  status: 200,
  response: manualTaskSchema,
} as const;

const command = {
  ...onOneTask,
  method: 'POST',
  permission: 'manual-tasks:complete',
  servedBy: 'command',
} as const;

export const manualTaskRoutes = {
  listManualTasks: defineRoute({
    operationId: 'listManualTasks',
    method: 'GET',
    path: '/manual-tasks',
    summary: 'List manual tasks, oldest first',
    tag,
    permission: 'manual-tasks:read',
    servedBy: 'read',
    query: z.strictObject({
      status: taskStatusSchema.default('OPEN'),
      assignee: z
        .string()
        .min(1)
        .max(200)
        .optional()
        .meta({ description: 'Who has the task: `me`, `none` for tasks that nobody has, or a user id.' }),
      limit: pageLimit({ most: 100, usual: 50 }),
      cursor: cursorSchema.optional(),
    }),
    status: 200,
    response: pageOf(manualTaskSchema),
  }),
  getManualTask: defineRoute({
    ...onOneTask,
    operationId: 'getManualTask',
    method: 'GET',
    path: '/manual-tasks/{taskId}',
    summary: 'Get a manual task',
    permission: 'manual-tasks:read',
    servedBy: 'read',
    errors: [404],
  }),
  claimManualTask: defineRoute({
    ...command,
    operationId: 'claimManualTask',
    recorded: { kind: 'manual_task', id: 'taskId' },
    path: '/manual-tasks/{taskId}/claim',
    summary: 'Claim a manual task, so that others leave it alone',
    errors: [404, 409, 503],
  }),
  releaseManualTask: defineRoute({
    ...command,
    operationId: 'releaseManualTask',
    recorded: { kind: 'manual_task', id: 'taskId' },
    path: '/manual-tasks/{taskId}/release',
    summary: 'Give a manual task back, so that anybody may do it',
    errors: [404, 409, 503],
  }),
  completeManualTask: defineRoute({
    ...command,
    operationId: 'completeManualTask',
    path: '/manual-tasks/{taskId}/complete',
    summary: 'Complete a manual task; exactly one completion wins',
    body: z.strictObject({
      output: z
        .unknown()
        .refine((output) => output !== undefined, 'is missing')
        .meta({ description: 'The result: what fits the form of the task, or anything when it has none.' }),
    }),
    errors: [404, 409, 413, 415, 503],
  }),
};
