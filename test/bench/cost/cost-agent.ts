import { benchAgent } from '../bench-agent.ts';
import type { SessionShape } from './session-counts.ts';

const FORM = { type: 'object', properties: { approved: { type: 'boolean' } }, required: ['approved'] };

/** The bench's agent, with its calls as often beside each other as asked, which asks a person first as often as asked. */
export function costAgent({ turns, parallel, waits }: Omit<SessionShape, 'modelSeconds'>) {
  const agent = benchAgent({ name: 'Cost', url: 'https://tool.example/', turns });
  const asking = Array.from({ length: waits }, (_, number) => ({
    text: `I ask a person for approval ${number}.`,
    toolCalls: [{ toolName: 'approve', input: { change: `CHG-${number}` } }],
  }));
  const answers = agent.model.settings.turns.map((turn) => (isCalling(turn) ? beside(turn, parallel) : turn));
  return {
    ...agent,
    model: { ...agent.model, settings: { turns: [...asking, ...answers] } },
    tools: [...agent.tools, ...(waits === 0 ? [] : [{ kind: 'manual_task', name: 'approve', form: FORM }])],
    limits: { ...agent.limits, maxTurns: Math.max(50, turns + waits + 1) },
  };
}

type Calling = { toolCalls: { toolName: string; input: { device: string } }[] };

function isCalling<Turn extends object>(turn: Turn): turn is Turn & Calling {
  return 'toolCalls' in turn;
}

/** Two equal calls of one turn are taken for a loop, so each asks for another device. */
function beside(turn: Calling, calls: number): Calling {
  if (calls === 1) return turn;
  const toolCalls = turn.toolCalls.flatMap((call) =>
    Array.from({ length: calls }, (_, number) => ({
      ...call,
      input: { ...call.input, device: `${call.input.device}-${number}` },
    })),
  );
  return { ...turn, toolCalls };
}
