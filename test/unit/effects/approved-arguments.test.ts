import { expect, it } from 'vitest';
import type { ControlItem } from '../../../shared/domain/session/control-item.ts';
import { argumentsHash } from '../../../shared/effects/arguments-hash.ts';
import { createCalled } from '../../../shared/effects/create-called.ts';
import type { EffectDeps } from '../../../shared/effects/effect-deps.ts';
import { aCalledSession, ada, anAnswer, applied, openCall, running, takeLease } from '../../builders/a-session.ts';

const APPROVED = '{"device":"r1"}';

/** A call of another agent, approved with some arguments, that is about to be created with the arguments `input`. */
function approvedCall(input: string): ControlItem {
  const approval = { taskId: 'mtk_9', argumentsHash: argumentsHash(APPROVED), request: { text: '{}' } };
  const call = { ...aCalledSession, input: { text: input }, request: { text: '{"agentId":"agt_2"}' }, approval };
  const asking = applied(running(), anAnswer([call]));
  const seq = openCall(asking, 'WAITING');
  const by = { by: ada, requestId: 'r1', output: { text: '{}' }, verdict: { approved: true } };
  return applied(asking, { type: 'complete_task', seq, ...by }, takeLease(asking, { holder: 'invocation-2' }));
}

async function created(control: ControlItem) {
  let there = control;
  const asked: string[] = [];
  const deps = {
    control: {
      read: async () => there,
      save: async (_before: ControlItem, after: ControlItem) => {
        there = after;
        return true;
      },
    },
    texts: { read: async (_key: unknown, { text }: { text: string }) => text },
    readAgent: async (_tenant: string, agentId: string) => void asked.push(agentId),
    clock: { now: () => Date.UTC(2026, 10, 23, 10), delay: async () => {} },
    ...{ random: () => 0.5, newWriteId: () => 'write', reportFailure: () => undefined },
  } as unknown as EffectDeps;
  const seq = openCall(control);
  await createCalled(control, seq, deps);
  return { call: there.entries.find((entry) => entry.seq === seq), asked };
}

it('calls an agent with the arguments that were approved', async () => {
  expect((await created(approvedCall(APPROVED))).asked).toEqual(['agt_2']);
});

it('calls no agent with other arguments than those that were approved', async () => {
  const { call, asked } = await created(approvedCall('{"device":"r2"}'));
  expect(asked).toEqual([]);
  expect(call).toMatchObject({ state: 'FAILED', error: { category: 'APPROVAL_REFUSED' } });
});
