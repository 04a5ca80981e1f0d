import { describe, expect, it } from 'vitest';
import type { Command } from '../../../shared/domain/session/command.ts';
import type { ControlItem } from '../../../shared/domain/session/control-item.ts';
import { decide } from '../../../shared/domain/session/decide.ts';
import { METRICS } from '../../../shared/telemetry/metrics.ts';
import { sessionMetrics } from '../../../shared/telemetry/session-metrics.ts';
import {
  aCall,
  ada,
  anAnswer,
  applied,
  aTask,
  claim,
  openCall,
  pending,
  person,
  running,
  START,
  sessionIn,
  settled,
  takeLease,
} from '../../builders/a-session.ts';

const NOW = START + 60_000;

/** What the command adds, as `Name{dimension=value} value`. */
function measured(before: ControlItem, command: Command, now = NOW): string[] {
  const decision = decide(before, command, { now });
  return sessionMetrics({ before, command, decision, now }).map(({ name, value, dimensions }) => {
    expect(Object.keys(dimensions)).toEqual(METRICS[name].dimensions);
    const named = Object.entries(dimensions).map(([dimension, of]) => `${dimension}=${of}`);
    return `${name}{${named}} ${value}`;
  });
}

const busy = applied(running(), anAnswer([aCall()]));
const asked = applied(running(), anAnswer([aTask]));
const priced = running({ model: { provider: 'bedrock', modelId: 'm', prices: { input: 1_000_000, output: 0 } } });
const answerWithCost = (): Command => {
  const command = anAnswer([]);
  if (command.type !== 'record_answer') throw new Error('no answer');
  const usage = { inputTokens: 10, outputTokens: 5, cachedInputTokens: 3, cacheWriteTokens: 2 };
  return { ...command, answer: { ...command.answer, usage, costUsd: 10 } };
};
const completion = (control: ControlItem): Command => ({
  type: 'complete_task',
  seq: openCall(control, 'WAITING'),
  by: ada,
  requestId: 'r1',
  output: { text: '{}' },
});

describe('a change of a session', () => {
  it.each<[string, ControlItem, Command, string[]]>([
    [
      'the final answer',
      priced,
      answerWithCost(),
      [
        'SessionsEnded{status=COMPLETED} 1',
        'ModelCallTime{provider=aws.bedrock,outcome=answered} 7',
        'Tokens{provider=aws.bedrock,type=input} 10',
        'Tokens{provider=aws.bedrock,type=output} 5',
        'Tokens{provider=aws.bedrock,type=cached_input} 3',
        'Tokens{provider=aws.bedrock,type=cache_write} 2',
        'CostUsd{provider=aws.bedrock} 10',
      ],
    ],
    [
      'a model call that failed',
      running(),
      { type: 'record_failed_attempt', run: 1, holder: claim.holder, message: 'down', activeMs: 12 },
      ['ModelCallTime{provider=scripted,outcome=failed} 12'],
    ],
    ['the result of a call', busy, settled(openCall(busy)), ['ToolCallTime{kind=http,state=SUCCEEDED} 3']],
    [
      'a result that comes again',
      applied(busy, settled(openCall(busy))),
      settled(openCall(busy)),
      ['CommandsRefused{why=LATE} 1'],
    ],
    [
      'the answer of a person',
      asked,
      completion(asked),
      [`ToolCallTime{kind=manual_task,state=SUCCEEDED} ${NOW - (asked.entries.at(-1)?.at ?? 0)}`],
    ],
    [
      'a cancel',
      asked,
      person('cancel'),
      [
        'SessionsEnded{status=CANCELED} 1',
        `ToolCallTime{kind=manual_task,state=CANCELED} ${NOW - (asked.entries.at(-1)?.at ?? 0)}`,
      ],
    ],
    ['a pause', running(), person('pause'), []],
    ['a pause of what is paused', sessionIn('PAUSED'), person('pause'), []],
    ['a pause of what has ended', sessionIn('COMPLETED'), person('pause'), ['CommandsRefused{why=NOT_ALLOWED} 1']],
    [
      'a call of a tool that there is not',
      running(),
      anAnswer([aCall({ toolKind: undefined, rejected: { category: 'UNKNOWN_TOOL', message: 'no' } })]),
      [
        'ModelCallTime{provider=scripted,outcome=answered} 7',
        'Tokens{provider=scripted,type=input} 10',
        'Tokens{provider=scripted,type=output} 5',
      ],
    ],
  ])('%s', (_, before, command, points) => {
    expect(measured(before, command)).toEqual(points);
  });
});

describe('the time of a wake', () => {
  const since = (control: ControlItem) => NOW - control.runAt;
  const at = (control: ControlItem) => ({ at: control.runAt - 1 });

  it('of a start is from the creation to the first lease', () => {
    const control = pending();
    expect(measured(control, takeLease(control))).toEqual([`WakeTime{after=start} ${since(control)}`]);
  });

  it('of a new run is from the write that asked for it', () => {
    const control = applied(running(), { type: 'recover', run: 1 });
    expect(measured(control, { type: 'take_lease', run: 2, claim })).toEqual([
      `WakeTime{after=new_run} ${since(control)}`,
    ]);
  });

  it('of a wait is from the write that ended it, and is counted once', () => {
    const waiting = applied(pending(), takeLease(pending(), at(pending())), anAnswer([aTask]));
    const parked = applied(waiting, { type: 'store_token', run: 1, wake: waiting.wake, token: 't', order: 1 });
    const woken = applied(parked, completion(parked));
    expect(woken.runAt).toBeGreaterThan(waiting.runAt);
    const lease = takeLease(woken, { holder: 'invocation-2', at: woken.runAt + 5 });
    expect(measured(woken, lease)).toEqual([`WakeTime{after=wait} ${since(woken)}`]);
    expect(measured(applied(woken, lease), takeLease(woken, { holder: 'invocation-3' }))).toEqual([]);
  });

  it('is not known where an older version took the lease', () => {
    const control = running();
    expect(measured(control, takeLease(control))).toEqual([]);
  });
});
