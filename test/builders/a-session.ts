import type { Command, Decision } from '../../shared/domain/session/command.ts';
import type { ControlItem, ProposedCall, SessionHead } from '../../shared/domain/session/control-item.ts';
import { createControlItem } from '../../shared/domain/session/create-control-item.ts';
import { decide } from '../../shared/domain/session/decide.ts';
import type { Claim } from '../../shared/domain/session/entry.ts';
import type { SessionStatus } from '../../shared/domain/session/session-status.ts';

export const START = Date.UTC(2026, 10, 23, 9);
export const ada = { userId: 'ada', name: 'Ada' };
export const claim: Claim = { holder: 'invocation-1', until: START + 900_000 };

export function aHead(more: Partial<SessionHead> = {}): SessionHead {
  return {
    tenantId: 'demo',
    sessionId: 'ses_01JZZZZZZZZZZZZZZZZZZZZZZZ',
    agent: { agentId: 'agt_1', name: 'Interface health check' },
    project: 'default',
    trigger: { type: 'MANUAL', source: { name: 'Ada' } },
    createdBy: ada,
    caller: null,
    depth: 1,
    startedAt: START,
    model: { provider: 'scripted', modelId: 'scripted' },
    limits: { maxTurns: 50, maxToolCalls: 200, maxDepth: 5 },
    prompt: { text: 'Look at the interfaces.' },
    inputs: { text: '{}' },
    definition: { text: '{}' },
    ...more,
  };
}

export function aCall(more: Partial<ProposedCall> = {}): ProposedCall {
  return {
    index: 0,
    callId: 'call_0',
    toolName: 'devices',
    toolKind: 'http',
    by: 'lambda',
    input: { text: '{}' },
    ...more,
  };
}

export const aTask = aCall({
  toolName: 'approve',
  toolKind: 'manual_task',
  by: 'person',
  link: { kind: 'manual_task', id: 'mtk_1' },
});
export const aCalledSession = aCall({
  toolName: 'ask',
  toolKind: 'agent',
  by: 'session',
  link: { kind: 'session', id: 'ses_2' },
});

/** Applies commands one after another, each a minute after the other, and fails loudly when one is refused. */
export function applied(control: ControlItem, ...commands: Command[]): ControlItem {
  return commands.reduce((current, command) => {
    const decision = decided(current, command);
    if (decision.refused) throw new Error(`${command.type} was refused: ${decision.refused.why}`);
    return decision.control;
  }, control);
}

export function decided(control: ControlItem, command: Command, now = START + control.version * 1_000): Decision {
  return decide(control, command, { now });
}

export const pending = (more: Partial<SessionHead> = {}) => createControlItem(aHead(more)).control;
export const takeLease = (control: ControlItem, more: Partial<Claim> = {}): Command => ({
  type: 'take_lease',
  run: control.run,
  claim: { ...claim, ...more },
});
export const running = (more: Partial<SessionHead> = {}) => {
  const control = pending(more);
  return applied(control, takeLease(control));
};

/** The answer of a session's first turn, unless another is said. */
export function anAnswer(calls: ProposedCall[], text = 'All interfaces are up.', turn = 1): Command {
  return {
    type: 'record_answer',
    run: 1,
    claim,
    turn,
    answer: {
      content: { text: JSON.stringify([{ type: 'text', text }]) },
      text: { text },
      usage: { inputTokens: 10, outputTokens: 5 },
      costUsd: null,
      stopReason: 'stop',
      calls,
      activeMs: 7,
    },
  };
}

export const person = (type: 'pause' | 'resume' | 'cancel'): Command => ({ type, by: ada });
export const settled = (seq: number, holder = claim.holder): Command => ({
  type: 'settle_calls',
  run: 1,
  claim: { ...claim, holder },
  results: [{ seq, holder, state: 'SUCCEEDED', output: { text: '{"status":200}' }, activeMs: 3 }],
});

/** A session in the given status; with a call in flight, with a call that waits, or with a model call under way. */
export function sessionIn(
  status: SessionStatus,
  work: 'in flight' | 'waiting' | 'called' | 'inferring' = 'inferring',
): ControlItem {
  if (status === 'PENDING') return pending();
  const calls = { 'in flight': [aCall()], waiting: [aTask], called: [aCalledSession], inferring: [] }[work];
  const busy = calls.length > 0 ? applied(running(), anAnswer(calls)) : running();
  switch (status) {
    case 'RUNNING':
      return busy;
    case 'PAUSING':
      return applied(withCallInFlight(busy), person('pause'));
    case 'PAUSED':
      return applied(busy, person('pause'), ...(work === 'in flight' ? [settled(openCall(busy))] : []));
    case 'CANCELING':
      return applied(withCallInFlight(busy), person('cancel'));
    case 'CANCELED':
      return applied(busy, person('cancel'), ...(work === 'in flight' ? [settled(openCall(busy))] : []));
    case 'COMPLETED':
      return applied(running(), anAnswer([]));
    case 'FAILED':
      return applied(running(), {
        type: 'fail',
        run: 1,
        holder: claim.holder,
        failure: { category: 'MODEL_REFUSED', message: 'No.' },
      });
  }
}

function withCallInFlight(control: ControlItem): ControlItem {
  return control.entries.some((entry) => entry.kind === 'TOOL_CALL' && entry.state === 'RUNNING')
    ? control
    : applied(running(), anAnswer([aCall(), { ...aTask, index: 1 }]));
}

export function openCall(control: ControlItem, state: 'RUNNING' | 'WAITING' = 'RUNNING'): number {
  const call = control.entries.find((entry) => entry.kind === 'TOOL_CALL' && entry.state === state);
  if (call === undefined) throw new Error(`no call is ${state}`);
  return call.seq;
}
