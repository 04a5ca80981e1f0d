/** Turns of the bench's session, each a model step with one tool call and a tool step; a final model step comes on top: 11 steps. */
export const TURNS = 5;

type AgentOptions = {
  name: string;
  /** Of the tool, as in `http://127.0.0.1:4800/`. */
  url: string;
  /** With one tool call each; the final answer comes on top. */
  turns?: number;
  /** Budgets beside that of turns. */
  limits?: Record<string, number>;
  /** How long the model takes for each answer, in milliseconds. */
  modelMs?: number;
  /** The same for its first one. */
  firstDelayMs?: number;
  /** Of the tool that the first turn calls, when that is another one. */
  firstUrl?: string;
};

/** An agent of the scripted model, which answers at once unless told otherwise: each turn calls the tool, then comes the final answer; about 0.3 KB each. */
export function benchAgent(options: AgentOptions) {
  const { name, url, turns = TURNS, modelMs = 0, firstDelayMs = modelMs, firstUrl, limits = {} } = options;
  const firstTool = firstUrl === undefined ? 'look_up' : 'look_first';
  const final = { text: 'All are up.', ...delayed(modelMs) };
  const calling = Array.from({ length: turns }, (_, number) => ({
    text: `Step ${number}: I look the device up.`,
    toolCalls: [
      { toolName: number === 0 ? firstTool : 'look_up', input: { device: `edge-${number}`, reason: 'r'.repeat(150) } },
    ],
    ...delayed(number === 0 ? firstDelayMs : modelMs),
  }));
  return {
    name,
    instructions: 'Look the devices up and say how they are.',
    model: { provider: 'scripted', modelId: 'scripted', settings: { turns: [...calling, final] } },
    tools: [httpTool('look_up', url), ...(firstUrl === undefined ? [] : [httpTool(firstTool, firstUrl)])],
    limits: { maxTurns: Math.max(50, turns + 1), ...limits },
  };
}

function delayed(ms: number) {
  return ms > 0 ? { delayMs: ms } : {};
}

function httpTool(name: string, url: string) {
  return { kind: 'http', name, method: 'POST', url };
}
