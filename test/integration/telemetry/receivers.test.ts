import { execFileSync } from 'node:child_process';
import { createServer } from 'node:net';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { awsTelemetry } from '../../../functions/aws-telemetry.ts';
import { readEnvironment } from '../../../shared/runtime/environment.ts';
import { silentLogger } from '../../../shared/runtime/logger.ts';
import { entrySpan } from '../../../shared/telemetry/entry-span.ts';
import type { Span } from '../../../shared/telemetry/span.ts';
import { spansTo } from '../../../shared/telemetry/spans-to.ts';
import { asksFor } from '../../builders/a-caller.ts';
import { aLaptop } from '../../builders/a-laptop.ts';
import { aHead } from '../../builders/a-session.ts';
import { anOtlpReceiver } from '../../builders/an-otlp-receiver.ts';
import { until } from '../../builders/until.ts';

const clock = { now: () => Date.now(), delay: () => new Promise<void>(() => undefined) };

function aSpan(): Span {
  const model = { provider: 'scripted', modelId: 'scripted' };
  const entry = { kind: 'REASONING' as const, seq: 2, v: 1, at: 1_500, endedAt: 2_750, turn: 1, model };
  const span = entrySpan({ head: aHead() }, { ...entry, state: 'SUCCEEDED' });
  if (span === undefined) throw new Error('no span');
  return span;
}

/** A port on loopback at which nobody listens. */
async function aClosedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe('a receiver of spans', () => {
  it('that is down changes nothing for sessions, and is reported once', async () => {
    const lines: string[] = [];
    const written = vi.spyOn(process.stderr, 'write').mockImplementation((line) => lines.push(String(line)) > 0);
    onTestFinished(() => written.mockRestore());
    const OTEL_EXPORTER_OTLP_ENDPOINT = `http://127.0.0.1:${await aClosedPort()}`;
    const laptop = await aLaptop({
      openTelemetry: { OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_EXPORTER_OTLP_HEADERS: 'x-key=CANARY-1' },
    });
    const turns = [asksFor(['there is none']), { text: 'done' }];
    const ended = await Promise.all([laptop.play(turns), laptop.play(turns), laptop.play(turns)]);
    expect(ended.map(({ session }) => session.status)).toEqual(['COMPLETED', 'COMPLETED', 'COMPLETED']);
    const reports = () => lines.filter((line) => line.includes('spans not delivered'));
    await until(
      async () => reports()[0],
      () => 'a report',
    );
    await laptop.play(turns);
    await laptop.close();
    expect(reports()).toHaveLength(1);
    expect(reports()[0]).toContain('ECONNREFUSED');
    expect(lines.join()).not.toContain('CANARY');
  });

  it('gets the same span for the same thing, however often it is delivered', async () => {
    const receiver = await anOtlpReceiver();
    const environment = readEnvironment({ OTEL_EXPORTER_OTLP_ENDPOINT: `${receiver.endpoint}/` });
    const spans = spansTo({ environment, clock, logger: silentLogger });
    spans?.add(aSpan());
    await spans?.flush(1_000);
    spans?.add(aSpan());
    await spans?.flush(1_000);
    const [first, second] = receiver.spans;
    expect(first).toMatchObject({ startedAt: 1_500, endedAt: 2_750, name: 'chat scripted' });
    expect(second).toEqual(first);
    expect(receiver.requests.map(({ path }) => path)).toEqual(['/v1/traces', '/v1/traces']);
  });

  it('that refuses them is reported by its status alone', async () => {
    const receiver = await anOtlpReceiver();
    receiver.state.status = 403;
    const warnings: unknown[] = [];
    const logger = { ...silentLogger, warn: (event: string, facts?: object) => warnings.push({ event, ...facts }) };
    const environment = readEnvironment({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint });
    const spans = spansTo({ environment, clock, logger });
    spans?.add(aSpan());
    await spans?.flush(1_000);
    expect(warnings).toEqual([{ event: 'spans not delivered', spans: 1, reason: '403 Forbidden' }]);
  });
});

describe('without a receiver', () => {
  /** What a process loads that opens the telemetry of a function, adds a span and flushes, of OpenTelemetry's packages. */
  function loaded(environment: Record<string, string>): string[] {
    const program = `
      import { registerHooks } from 'node:module';
      const loaded = [];
      registerHooks({ load: (url, context, next) => (loaded.push(url), next(url, context)) });
      const { awsTelemetry } = await import('./functions/aws-telemetry.ts');
      await import('./functions/session-lifecycle/advance-session.ts');
      const { readEnvironment } = await import('./shared/runtime/environment.ts');
      const { systemClock } = await import('./shared/runtime/clock.ts');
      const logger = { warn: () => undefined };
      const { spans, flushTelemetry } = awsTelemetry({ environment: readEnvironment(), clock: systemClock, logger });
      spans?.add({ traceId: '1'.repeat(32), spanId: '2'.repeat(16), name: 'n', attributes: {} });
      await flushTelemetry(900_000);
      console.log(JSON.stringify(loaded.filter((url) => url.includes('opentelemetry'))));`;
    const output = execFileSync(process.execPath, ['--input-type=module', '--eval', program], {
      env: environment,
      encoding: 'utf8',
    });
    return JSON.parse(output);
  }

  it('nothing of OpenTelemetry is loaded', async () => {
    expect(loaded({})).toEqual([]);
    expect(loaded({ OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${await aClosedPort()}` })).not.toEqual([]);
  });
});

describe('the telemetry of a function on AWS', () => {
  it('is written and delivered before the invocation answers', async () => {
    const receiver = await anOtlpReceiver();
    const lines: string[] = [];
    const environment = readEnvironment({ METRICS_NAMESPACE: 'test', OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint });
    const { metrics, spans, flushTelemetry } = awsTelemetry({ environment, clock, logger: silentLogger });
    metrics?.add({ name: 'SessionsEnded', value: 1, dimensions: { status: 'COMPLETED' } });
    spans?.add(aSpan());
    const written = vi.spyOn(process.stdout, 'write').mockImplementation((line) => lines.push(String(line)) > 0);
    await flushTelemetry(900_000);
    written.mockRestore();
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([{ status: 'COMPLETED', SessionsEnded: [1] }]);
    expect(receiver.spans).toHaveLength(1);
  });

  it('is nothing when nothing is asked for', async () => {
    const { metrics, spans } = awsTelemetry({ environment: readEnvironment({}), clock, logger: silentLogger });
    expect([metrics, spans]).toEqual([undefined, undefined]);
  });
});
