import { emfMetrics } from '../shared/telemetry/emf.ts';
import { type SpansToDeps, spansTo } from '../shared/telemetry/spans-to.ts';

/** An invocation waits so long, in milliseconds, for its spans to be delivered. */
const FLUSH_MS = 1_500;
/** Left of an invocation's own time for its answer, in milliseconds. */
const RESERVE_MS = 500;

export type AwsTelemetry = ReturnType<typeof awsTelemetry>;

/** On AWS: metrics go to the function's log, spans to the receiver of the environment. */
export function awsTelemetry({ environment, clock, logger }: Pick<SpansToDeps, 'environment' | 'clock' | 'logger'>) {
  const namespace = environment.METRICS_NAMESPACE;
  // Not by the console: it would wrap the line, and CloudWatch would find no metrics in it.
  const writeLine = (line: string) => void process.stdout.write(`${line}\n`);
  const metrics = namespace === '' ? undefined : emfMetrics({ namespace, now: clock.now, writeLine });
  const spans = spansTo({ environment, clock, logger, metrics });
  return {
    metrics,
    spans,
    /** Before an invocation answers, with the time that it has left: the sandbox is frozen then. It never rejects. */
    flushTelemetry: async (remainingMs: number): Promise<void> => {
      await spans?.flush(Math.max(0, Math.min(FLUSH_MS, remainingMs - RESERVE_MS)));
      metrics?.flush();
    },
  };
}
