import { anInProcessProduct, transitionsOf } from '../builders/an-in-process-product.ts';
import { type CountedRequest, requestWaves } from '../builders/request-waves.ts';
import { benchAgent, TURNS } from './bench-agent.ts';
import type { Figure } from './figure.ts';

/** What a session of 5 turns asks of DynamoDB and Step Functions, and what one more model and tool step adds. */
export async function measureRequests(): Promise<Figure[]> {
  const waves = requestWaves();
  const product = await anInProcessProduct({ watch: waves.watch });
  try {
    const play = async (turns: number) => {
      const agentId = await product.createAgent(
        benchAgent({ name: `Turns ${turns}`, url: 'https://tool.example/', turns }),
      );
      waves.take();
      const transitions = transitionsOf(await product.play(agentId));
      return { ...totals(waves.take()), transitions };
    };
    // Who starts sessions is put once by a process: neither of the two that are compared pays for it.
    await play(1);
    const [session, longer] = [await play(TURNS), await play(TURNS + 1)];
    return [
      {
        name: 'DynamoDB requests a model+tool step',
        value: longer.requests - session.requests,
        unit: '',
        goal: '<= 4',
      },
      { name: 'of which in sequence', value: longer.inSequence - session.inSequence, unit: '', goal: '<= 2' },
      { name: 'write units a model+tool step', value: longer.writeUnits - session.writeUnits, unit: '' },
      { name: `DynamoDB requests a session of ${TURNS} turns`, value: session.requests, unit: '' },
      { name: 'of which in sequence, with the start', value: session.inSequence, unit: '' },
      { name: `write units a session of ${TURNS} turns`, value: session.writeUnits, unit: '' },
      { name: `state transitions a session of ${TURNS} turns`, value: session.transitions, unit: '', goal: '<= 4' },
    ];
  } finally {
    await product.close();
  }
}

function totals(waves: CountedRequest[][]) {
  const requests = waves.flat();
  const writeUnits = requests.reduce((sum, request) => sum + request.writeUnits, 0);
  return { requests: requests.length, inSequence: waves.length, writeUnits };
}
