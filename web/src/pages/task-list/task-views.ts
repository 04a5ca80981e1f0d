import type { routes } from '../../../../shared/contracts/routes.ts';
import type { ApiInput } from '../../api-client/api-client.ts';

type TaskQuery = NonNullable<ApiInput<typeof routes.listManualTasks>['query']>;

/** The views of the Work Center, by the name that they have in its address. */
export const TASK_VIEWS = {
  open: { text: 'Open', query: { status: 'OPEN' } },
  mine: { text: 'Assigned to me', query: { status: 'OPEN', assignee: 'me' } },
  unassigned: { text: 'Unassigned', query: { status: 'OPEN', assignee: 'none' } },
  completed: { text: 'Completed', query: { status: 'COMPLETED' } },
  canceled: { text: 'Canceled', query: { status: 'CANCELED' } },
} as const satisfies Record<string, { text: string; query: TaskQuery }>;

export type TaskView = keyof typeof TASK_VIEWS;

export const TASK_VIEW_IDS = ['open', 'mine', 'unassigned', 'completed', 'canceled'] as const satisfies TaskView[];
