import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { ControlItem } from '../domain/session/control-item.ts';

export type LifecycleEvents = ReturnType<typeof lifecycleEvents>;

/** Where the product's own events come from; tenants' events may not use it. */
export const EVENT_SOURCE = 'agent-sessions';

/** Events for tenants and other systems, on the product's bus. Delivery is at least once; `seq` gives the order. */
export function lifecycleEvents(deps: { eventBridge: EventBridgeClient; bus: string }) {
  return {
    async statusChanged(control: ControlItem, status: string, v: number): Promise<void> {
      const { tenantId, sessionId, agent, project, trigger } = control.head;
      const detail = { tenantId, sessionId, status, seq: v, agentId: agent.agentId, project, trigger };
      const entry = {
        EventBusName: deps.bus,
        Source: EVENT_SOURCE,
        DetailType: 'Session Status Changed',
        Resources: [`tenant/${tenantId}`, `session/${sessionId}`],
        Detail: JSON.stringify(detail),
      };
      const answer = await deps.eventBridge.send(new PutEventsCommand({ Entries: [entry] }));
      const refused = answer.Entries?.find((each) => each.ErrorCode !== undefined);
      if (refused !== undefined)
        throw new Error(`The bus refused an event of ${sessionId}: ${refused.ErrorCode} ${refused.ErrorMessage}`);
    },
  };
}
