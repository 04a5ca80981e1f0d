import { isDeepStrictEqual } from 'node:util';
import type { ToolCall } from '../../../shared/tool-runners/run-tool.ts';
import type { ToolOutcome } from '../../../shared/tool-runners/tool-outcome.ts';
import { callKey, isSkewed } from './check-calls.ts';
import { type Attempt, evidenceOf } from './evidence.ts';
import { expectInvariant } from './invariant-broken.ts';
import { call, type Process } from './process.ts';
import type { World } from './world.ts';

/** A tool that notes everything it is asked to do, and fails now and then. */
export function toolPort(world: World, process: Process) {
  return (asked: ToolCall): Promise<ToolOutcome> => {
    const attempt: Attempt = { process };
    const { tool, idempotencyKey: key } = asked;
    return call(world, process, {
      site: 'tool.run',
      note: () => `${tool.name} ${key}`,
      durationMs: durationMs(world, tool.timeoutSeconds),
      begin: () => begin(world, asked, attempt),
      apply: () => {
        const outcome = outcomeOf(world, asked, attempt);
        attempt.outcome = outcome;
        return outcome;
      },
    });
  };
}

function durationMs({ random }: World, timeoutSeconds: number): number {
  if (random.chance(0.6)) return random.below(200);
  return random.chance(0.8) ? random.below(5_000) : random.below(timeoutSeconds * 1_000);
}

/** I3, I4, I5: the effect begins. */
function begin(world: World, { tool, args, idempotencyKey: key }: ToolCall, attempt: Attempt): void {
  const { process } = attempt;
  const sessionId = key.slice(0, key.indexOf('/'));
  const who = `${process.name} begins ${tool.name} ${key}`;
  const claims = [...(evidenceOf(world.evidence, sessionId).claims.get(key) ?? [])];
  const claim = claims.find((holder) => world.evidence.holders.get(holder) === process);
  expectInvariant(claim !== undefined, 'I3', () => `${who} without a claim`);
  const effect = world.evidence.effects.get(key) ?? { toolName: tool.name, args: JSON.stringify(args), attempts: [] };
  world.evidence.effects.set(key, effect);
  if (tool.approval === true) checkApproved(world, { sessionId, key, who }, args);
  const isSame = effect.toolName === tool.name && effect.args === JSON.stringify(args);
  expectInvariant(isSame, 'I4', () => `${who}, which was ${effect.toolName} ${effect.args}`);
  const isFirst = effect.attempts.length === 0;
  expectInvariant(isFirst || tool.repeatable === true, 'I4', () => `${who} a second time`);
  if (!isSkewed(world)) {
    const other = effect.attempts.find((each) => each.process.state === 'running');
    expectInvariant(other === undefined, 'I3', () => `${who} while ${other?.process.name} runs it`);
    const stored = world.tables.control
      .get(sessionId)
      ?.item?.entries.find(
        (entry) => entry.kind === 'TOOL_CALL' && `${sessionId}/${entry.turn}/${entry.index}` === key,
      );
    const held = stored?.kind === 'TOOL_CALL' ? stored.claim?.holder : undefined;
    expectInvariant(held === claim, 'I5', () => `${who}, which is held by ${held ?? 'nobody'} now`);
  }
  effect.attempts.push(attempt);
}

/** I12: a person has approved the call, with these very arguments. */
function checkApproved(
  { evidence }: World,
  { sessionId, key, who }: { sessionId: string; key: string; who: string },
  args: Record<string, unknown>,
): void {
  const entries = [...evidenceOf(evidence, sessionId).entries.values()];
  const call = entries.find((entry) => entry.kind === 'TOOL_CALL' && callKey(sessionId, entry) === key);
  const { approval, input } = call?.kind === 'TOOL_CALL' ? call : {};
  expectInvariant(approval?.decision?.approved === true, 'I12', () => `${who}, which nobody has approved`);
  if (input === undefined || !('text' in input)) return;
  const isAsShown = isDeepStrictEqual(JSON.parse(input.text), args);
  expectInvariant(isAsShown, 'I12', () => `${who} with ${JSON.stringify(args)}, approved was ${input.text}`);
}

function outcomeOf({ random, evidence }: World, { idempotencyKey: key }: ToolCall, attempt: Attempt): ToolOutcome {
  const number = evidence.effects.get(key)?.attempts.indexOf(attempt) ?? 0;
  const result = JSON.stringify({ result: `${key}@${number}` });
  if (random.chance(0.15)) {
    const error = { category: 'TOOL_FAILED' as const, message: `The service answered 500 to ${key}.` };
    return { state: 'FAILED', output: result, error };
  }
  const size = random.chance(0.12) ? random.below(60_000) : 0;
  return { state: 'SUCCEEDED', output: size === 0 ? result : `${result.slice(0, -1)},"more":"${'x'.repeat(size)}"}` };
}
