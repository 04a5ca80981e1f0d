import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { mockClient } from 'aws-sdk-client-mock';
import { expect, it } from 'vitest';
import type { TaskState } from '../../../shared/domain/manual-task/manual-task.ts';
import { lifecycleEvents } from '../../../shared/effects/lifecycle-events.ts';
import { running } from '../../builders/a-session.ts';

const eventBridge = mockClient(EventBridgeClient);
const events = lifecycleEvents({ eventBridge: new EventBridgeClient({ region: 'eu-west-1' }), bus: 'agent-sessions' });

it('publishes a status change with the tenant as a resource and the version as its order', async () => {
  eventBridge.on(PutEventsCommand).resolves({ FailedEntryCount: 0, Entries: [{ EventId: '1' }] });
  await events.statusChanged(running(), 'RUNNING', 2);
  const [entry] = eventBridge.commandCalls(PutEventsCommand)[0]?.args[0].input.Entries ?? [];
  expect(entry).toMatchObject({
    EventBusName: 'agent-sessions',
    Source: 'agent-sessions',
    DetailType: 'Session Status Changed',
    Resources: ['tenant/demo', 'session/ses_01JZZZZZZZZZZZZZZZZZZZZZZZ'],
  });
  expect(JSON.parse(entry?.Detail ?? '')).toMatchObject({ tenantId: 'demo', status: 'RUNNING', seq: 2 });
});

it('fails when the bus took the request and refused the entry, so that the effect stays', async () => {
  eventBridge
    .on(PutEventsCommand)
    .resolves({ FailedEntryCount: 1, Entries: [{ ErrorCode: 'ThrottlingException', ErrorMessage: 'slow down' }] });
  await expect(events.statusChanged(running(), 'RUNNING', 2)).rejects.toThrow('ThrottlingException');
});

it('publishes a manual task as it is opened and closed, with who asks for it', async () => {
  eventBridge.reset();
  eventBridge.on(PutEventsCommand).resolves({ FailedEntryCount: 0, Entries: [{ EventId: '1' }] });
  const task: TaskState = {
    ...{ tenantId: 'demo', taskId: 'mtk_1', v: 5, project: 'default', status: 'OPEN', title: 'Approve' },
    ...{
      description: '',
      createdAt: 1,
      input: { text: '{}' },
      origin: { kind: 'session', id: 'ses_1', name: 'Agent' },
    },
  };
  await events.taskChanged(task);
  await events.taskChanged({ ...task, v: 7, status: 'CANCELED' });
  const entries = eventBridge.commandCalls(PutEventsCommand).map(({ args }) => args[0].input.Entries?.[0]);
  expect(entries.map((entry) => entry?.DetailType)).toEqual(['Manual Task Opened', 'Manual Task Closed']);
  expect(entries[0]?.Resources).toEqual(['tenant/demo', 'manual-task/mtk_1', 'session/ses_1']);
  expect(JSON.parse(entries[1]?.Detail ?? '')).toMatchObject({ status: 'CANCELED', seq: 7, origin: { id: 'ses_1' } });
});
