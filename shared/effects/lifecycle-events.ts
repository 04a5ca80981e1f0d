import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { TaskState } from '../domain/manual-task/manual-task.ts';
import type { ControlItem } from '../domain/session/control-item.ts';
import { LIFECYCLE_SOURCE } from '../domain/trigger/tenant-guard.ts';

export type LifecycleEvents = ReturnType<typeof lifecycleEvents>;

type LifecycleEvent = { type: string; resources: string[]; detail: Record<string, unknown> };

/** Events for tenants and other systems, on the product's bus. Delivery is at least once; `seq` gives the order. */
export function lifecycleEvents(deps: { eventBridge: EventBridgeClient; bus: string }) {
  return {
    statusChanged({ head }: ControlItem, status: string, v: number): Promise<void> {
      const { tenantId, sessionId, agent, project, trigger } = head;
      const detail = { tenantId, sessionId, status, seq: v, agentId: agent.agentId, project, trigger };
      const resources = [`tenant/${tenantId}`, `session/${sessionId}`];
      return put(deps, { type: 'Session Status Changed', resources, detail });
    },

    /** A manual task was opened, or closed: completed or not needed any more. */
    taskChanged({ tenantId, taskId, status, v, title, project, origin, completedBy }: TaskState): Promise<void> {
      const { kind, id } = origin;
      const detail = { tenantId, taskId, status, seq: v, title, project, origin: { kind, id }, completedBy };
      const resources = [`tenant/${tenantId}`, `manual-task/${taskId}`, `${kind}/${id}`];
      return put(deps, { type: status === 'OPEN' ? 'Manual Task Opened' : 'Manual Task Closed', resources, detail });
    },
  };
}

async function put(
  { eventBridge, bus }: { eventBridge: EventBridgeClient; bus: string },
  { type, resources, detail }: LifecycleEvent,
): Promise<void> {
  const entry = {
    EventBusName: bus,
    Source: LIFECYCLE_SOURCE,
    DetailType: type,
    Resources: resources,
    Detail: JSON.stringify(detail),
  };
  const answer = await eventBridge.send(new PutEventsCommand({ Entries: [entry] }));
  const refused = answer.Entries?.find((each) => each.ErrorCode !== undefined);
  if (refused !== undefined)
    throw new Error(`The bus refused an event of ${resources[1]}: ${refused.ErrorCode} ${refused.ErrorMessage}`);
}
