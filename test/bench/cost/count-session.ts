import { AsyncLocalStorage } from 'node:async_hooks';
import { bodyText } from '../../../infra/local/emulators/body-text.ts';
import type { LocalService } from '../../../infra/local/emulators/local-service.ts';
import { emfMetrics } from '../../../shared/telemetry/emf.ts';
import { anInProcessProduct, type FunctionName, transitionsOf } from '../../builders/an-in-process-product.ts';
import { requestWaves } from '../../builders/request-waves.ts';
import { costAgent } from './cost-agent.ts';
import { gbSecondsOf } from './function-time.ts';
import { historyEventsOf } from './run-history.ts';
import type { SessionCounts, SessionShape } from './session-counts.ts';

/** Lines that Lambda itself writes of an invocation (start and report, as JSON, with the trace's id), and the API of a request: estimates, in bytes. */
const LAMBDA_LINES_BYTES = 700;
const ACCESS_LINE_BYTES = 400;
/** CloudWatch Logs adds this to each line. */
const LINE_OVERHEAD_BYTES = 26;

type Seen = { name: FunctionName; otherCalls: number };

/**
 * Plays a session of this shape with the product's own handlers and state machine, and counts what it asks of AWS. The functions are
 * warm, the agent has run before for the same person, nothing fails, and people answer within a day. The same shape always gives the same counts.
 */
export async function countSession(shape: SessionShape): Promise<SessionCounts> {
  const meter = sessionMeter();
  const { watch, watchCalls, around, telemetry } = meter;
  const settings = { METRICS_NAMESPACE: 'AgentSessions/production' };
  const product = await anInProcessProduct({ watch, watchCalls, around, telemetry, settings });
  try {
    const agentId = await product.createAgent(costAgent(shape));
    await product.play(agentId, shape);
    meter.take();
    const outputs = await product.play(agentId, shape);
    const { waves, invocations, busEvents, metricBytes } = meter.take();
    const requests = waves.flat();
    const timed = invocations.map(({ id, name, otherCalls }) => ({
      ...{ name, otherCalls },
      waits: waves.filter((wave) => wave.some(({ asker }) => asker === id)).length,
    }));
    const httpRequests = timed.filter(({ name }) => name === 'command').length;
    return {
      requests: requests.length,
      readUnits: sum(requests.map(({ readUnits }) => readUnits)),
      writeUnits: sum(requests.map(({ writeUnits }) => writeUnits)),
      transitions: transitionsOf(outputs),
      historyEvents: historyEventsOf(outputs),
      invocations: timed.length,
      gbSeconds: gbSecondsOf(timed, shape.modelSeconds),
      busEvents,
      httpRequests,
      logBytes: metricBytes + timed.length * LAMBDA_LINES_BYTES + httpRequests * ACCESS_LINE_BYTES,
    };
  } finally {
    await product.close();
  }
}

/** Stands at every door of the product, and knows which invocation asked. */
function sessionMeter() {
  const asking = new AsyncLocalStorage<string>();
  const waves = requestWaves({ asker: () => asking.getStore() });
  const seen = new Map<string, Seen>();
  let commandOver = Promise.resolve();
  let count = 0;
  let busEvents = 0;
  let metricBytes = 0;
  const metrics = emfMetrics({
    namespace: 'AgentSessions/production',
    // As long as any other time: it is written into each line.
    now: () => Date.UTC(2026, 10, 23, 9),
    writeLine: (line) => {
      metricBytes += Buffer.byteLength(line) + LINE_OVERHEAD_BYTES;
    },
  });

  async function around<Result>(name: FunctionName, invoke: () => Promise<Result>): Promise<Result> {
    // Step Functions takes longer to begin a state than the request that woke it takes to end: they never meet at the item.
    if (name !== 'command') await commandOver;
    count += 1;
    const id = `${name} ${count}`;
    seen.set(id, { name, otherCalls: 0 });
    const invocation = asking.run(id, invoke).finally(() => metrics.flush());
    if (name === 'command') commandOver = invocation.then(ignore, ignore);
    return invocation;
  }

  function watchCalls(service: LocalService): LocalService {
    return (request) => {
      const invocation = seen.get(asking.getStore() ?? '');
      if (invocation !== undefined) invocation.otherCalls += 1;
      const isPut = (request.headers['x-amz-target'] ?? '').endsWith('.PutEvents');
      if (isPut) busEvents += JSON.parse(bodyText(request.body)).Entries.length;
      return service(request);
    };
  }

  return {
    ...{ watch: waves.watch, watchCalls, around, telemetry: { metrics, spans: undefined } },
    /** What was seen since the last time that it was taken. */
    take() {
      const taken = {
        ...{ waves: waves.take(), busEvents, metricBytes },
        invocations: [...seen].map(([id, invocation]) => ({ id, ...invocation })),
      };
      seen.clear();
      busEvents = 0;
      metricBytes = 0;
      return taken;
    },
  };
}

function ignore(): void {}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
