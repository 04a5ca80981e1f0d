import { afterAll, describe, expect, it } from 'vitest';
import type { SessionKey } from '../../../shared/storage/control-store.ts';
import type { Point } from '../../../shared/telemetry/metrics.ts';
import type { Span } from '../../../shared/telemetry/span.ts';
import { asksFor, type Json } from '../../builders/a-caller.ts';
import { aHandDrivenService } from '../../builders/a-hand-driven-service.ts';
import { aLaptop } from '../../builders/a-laptop.ts';
import { aToolService } from '../../builders/a-tool-service.ts';

describe("the laptop's page of metrics", async () => {
  const service = await aToolService();
  afterAll(service.close);
  const laptop = await aLaptop({ toolHostsAllowed: [service.host] });

  /** The page, each sample by name and labels. */
  async function metrics() {
    const answer = await fetch(`${laptop.address}/local/metrics`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    const text = await answer.text();
    const lines = text.trimEnd().split('\n');
    const typed = new Set(lines.flatMap((line) => /^# TYPE (\S+) (?:counter|histogram)$/.exec(line)?.[1] ?? []));
    const samples = lines.filter((line) => !line.startsWith('#'));
    for (const sample of samples) {
      const [, name = ''] = /^([a-z_]+)(?:\{[a-z]+="[^"]*"(?:,[a-z]+="[^"]*")*\})? [0-9.e+-]+$/.exec(sample) ?? [];
      expect(typed.has(name) || typed.has(name.replace(/_(bucket|sum|count)$/, ''))).toBe(true);
    }
    return new Map(samples.map((sample) => [sample.replace(/ \S+$/, ''), Number(/\S+$/.exec(sample)?.[0])]));
  }

  it('has the numbers of what was done', async () => {
    const tools = [service.tool('look', '/echo'), { kind: 'manual_task', name: 'ask' }];
    const turns = [{ ...asksFor(['look'], ['look']), usage: { inputTokens: 11, outputTokens: 7 } }, { text: 'done' }];
    const ended: Json[] = [];
    for (let count = 0; count < 3; count += 1) ended.push((await laptop.play(turns, tools)).session);
    ended.push((await laptop.play([{ error: { status: 401, message: 'no' } }])).session);
    const waiting = await laptop.start(await laptop.anAgentWith([asksFor(['ask'])], tools));
    await laptop.waitFor(waiting, ({ waiting: tasks }) => tasks.length === 1);
    await laptop.ask('POST', `/sessions/${waiting}/cancel`);
    ended.push((await laptop.ended(waiting)).session);
    const { status } = await laptop.call('POST', `/sessions/${waiting}/pause`);
    expect(status).toBe(409);

    const page = await metrics();
    const sum = (of: (session: Json) => number) => ended.reduce((total, session) => total + of(session), 0);
    const expected = {
      'agent_sessions_sessions_started_total{trigger="MANUAL"}': 5,
      'agent_sessions_sessions_ended_total{status="COMPLETED"}': 3,
      'agent_sessions_sessions_ended_total{status="FAILED"}': 1,
      'agent_sessions_sessions_ended_total{status="CANCELED"}': 1,
      'agent_sessions_model_call_time_seconds_count{provider="scripted",outcome="answered"}': 7,
      'agent_sessions_tool_call_time_seconds_count{kind="http",state="SUCCEEDED"}': 6,
      'agent_sessions_tool_call_time_seconds_count{kind="manual_task",state="CANCELED"}': 1,
      'agent_sessions_wake_time_seconds_count{after="start"}': 5,
      'agent_sessions_tokens_total{provider="scripted",type="input"}': sum(({ usage }) => usage.inputTokens),
      'agent_sessions_tokens_total{provider="scripted",type="output"}': sum(({ usage }) => usage.outputTokens),
      'agent_sessions_commands_refused_total{why="NOT_ALLOWED"}': 1,
    };
    expect(Object.fromEntries(Object.keys(expected).map((name) => [name, page.get(name)]))).toEqual(expected);
    const writes = page.get('agent_sessions_control_write_time_seconds_count') ?? 0;
    expect(page.get('agent_sessions_control_write_time_seconds_bucket{le="+Inf"}')).toBe(writes);
    expect(writes).toBeGreaterThan(15);
    expect([...page.keys()].join()).not.toContain('ses_');
  });
});

describe('what is measured', async () => {
  const service = await aHandDrivenService();
  const { time, deps } = service;
  const points: Point[] = [];
  const spans: Span[] = [];
  deps.metrics = { add: (point) => points.push(point) };
  deps.spans = { add: (span) => spans.push(span) };
  const turns = [asksFor(['work']), { text: 'done' }];

  /** Values of a metric since the last question, with its dimensions. */
  function taken(name: string): unknown[] {
    const found = points.filter((point) => point.name === name);
    return found.map(({ value, dimensions }) => ({ value, ...dimensions }));
  }
  async function begun(): Promise<SessionKey> {
    points.length = 0;
    spans.length = 0;
    return service.start(turns);
  }

  it('is the time from a wake to the lease that follows, for a start and after a wait', async () => {
    const key = await begun();
    time.now += 250;
    const held = service.hold();
    const advancing = service.advance(key);
    await held.arrived();
    await service.steer(key, 'pause');
    held.release();
    const output = await advancing;
    await service.park(output, 'token-1');
    time.now += 60_000;
    await service.steer(key, 'resume');
    time.now += 40;
    await service.advance(key, output);
    expect(taken('WakeTime')).toEqual([
      { value: 250, after: 'start' },
      { value: 40, after: 'wait' },
    ]);
    // The same invocation once more, as Lambda may do it, is no wake.
    await service.advance(key, output);
    expect(taken('WakeTime')).toHaveLength(2);
    expect(taken('CommandsRefused')).toEqual([{ value: 1, why: 'SUPERSEDED' }]);
  });

  it('is counted once, and its spans are the same, when effects are performed again after a crash', async () => {
    const key = await begun();
    const put = deps.projections.putSummary;
    const { statusChanged } = deps.events;
    deps.events.statusChanged = async (control, status, v) => {
      await statusChanged(control, status, v);
      if (status === 'COMPLETED') throw new Error('it died here');
    };
    deps.projections.putSummary = async () => {
      throw new Error('it died here too');
    };
    await service.advance(key);
    deps.events.statusChanged = statusChanged;
    deps.projections.putSummary = put;
    const left = (await service.control(key)).effects.length;
    expect(left).toBeGreaterThan(1);
    expect(taken('EffectsFailed')).toContainEqual({ value: 1, effect: 'PUBLISH_STATUS' });
    const before = [...spans];

    time.now += 61_000;
    await service.sweep();
    expect((await service.control(key)).effects).toEqual([]);
    expect(taken('EffectsSwept')).toEqual([{ value: left }]);
    expect(taken('SessionsEnded')).toEqual([{ value: 1, status: 'COMPLETED' }]);
    expect(spans.length).toBe(before.length + 1);
    expect(new Set(spans.map(({ spanId }) => spanId)).size).toBe(4);

    // Whoever delivers an effect twice delivers the same span twice.
    const control = await service.control(key);
    const { performEffect } = await import('../../../shared/effects/perform-effect.ts');
    const again = { kind: 'PUBLISH_STATUS' as const, status: 'COMPLETED', v: control.version, at: time.now };
    await performEffect(control, again, deps);
    const [first, second] = spans.filter(({ name }) => name.startsWith('invoke_agent'));
    expect(second).toEqual(first);
  });

  it('is a call that somebody made twice once, and the late result as refused', async () => {
    const key = await begun();
    const held = service.hold();
    const first = service.advance(key);
    await held.arrived();
    time.now += 900_000 + 60_000;
    const second = service.advance(key);
    await second;
    held.release();
    await first;
    expect(taken('ToolCallTime')).toEqual([{ value: 960_000, kind: 'http', state: 'FAILED' }]);
    expect(taken('CommandsRefused')).toEqual([{ value: 1, why: 'LATE' }]);
  });
});
