import type { AgentDefinition } from '../../../shared/domain/agent/agent.ts';

/** The demo's agent for a real model: any endpoint that speaks OpenAI's protocol, such as Ollama's. */
export function askAModel(configured: boolean): AgentDefinition {
  const state = configured
    ? 'Uses the model of OPENAI_BASE_URL.'
    : 'Not configured: set OPENAI_BASE_URL and OPENAI_MODEL (for Ollama http://127.0.0.1:11434/v1 and a model of yours), then start again.';
  return {
    name: 'Ask a model',
    description: `Answers a question with a real model. ${state}`,
    project: 'default',
    instructions: '{{ question }}',
    inputSchema: {
      type: 'object',
      properties: { question: { type: 'string', title: 'Question', minLength: 1, maxLength: 10_000 } },
      required: ['question'],
      additionalProperties: false,
    },
    model: { provider: 'openai-compatible', modelId: 'default' },
    tools: [],
    limits: { maxTurns: 5, maxToolCalls: 5, maxDepth: 5 },
  };
}
