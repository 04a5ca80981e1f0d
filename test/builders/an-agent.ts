/** What a person writes of an agent, as JSON. Overrides replace whole fields. */
export function anAgentDefinition(overrides: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    name: 'Order desk',
    instructions: 'Look up the order.',
    model: { provider: 'scripted', modelId: 'scripted', settings: { turns: [{ text: 'done' }] } },
    ...overrides,
  };
}
