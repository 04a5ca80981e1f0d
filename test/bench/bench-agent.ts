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
  /** How long the model takes for its first answer, in milliseconds. */
  firstDelayMs?: number;
};

/** An agent of the scripted model, which answers at once: each turn calls the tool, then comes the final answer; about 0.3 KB each. */
export function benchAgent({ name, url, turns = TURNS, firstDelayMs = 0, limits = {} }: AgentOptions) {
  const calling = Array.from({ length: turns }, (_, number) => ({
    text: `Step ${number}: I look the device up.`,
    toolCalls: [{ toolName: 'look_up', input: { device: `edge-${number}`, reason: 'r'.repeat(150) } }],
    ...(number === 0 && firstDelayMs > 0 ? { delayMs: firstDelayMs } : {}),
  }));
  return {
    name,
    instructions: 'Look the devices up and say how they are.',
    model: { provider: 'scripted', modelId: 'scripted', settings: { turns: [...calling, { text: 'All are up.' }] } },
    tools: [{ kind: 'http', name: 'look_up', method: 'POST', url }],
    limits: { maxTurns: Math.max(50, turns + 1), ...limits },
  };
}
