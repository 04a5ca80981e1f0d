import type { RegisteredModelDefinition } from '../../../shared/domain/model/registered-model.ts';

const LISTED = 'Prices as its provider listed them in 2025, in US dollars: check them before you rely on costs.';
const SONNET = { input: 3, output: 15, cachedInput: 0.3, cacheWrite: 3.75 };
const HAIKU = { input: 1, output: 5, cachedInput: 0.1, cacheWrite: 1.25 };

/** The demo's registry: what agents can choose, and what it costs. */
export const DEMO_MODELS: RegisteredModelDefinition[] = [
  {
    provider: 'scripted',
    modelId: 'scripted',
    name: 'Scripted (made-up prices)',
    description:
      'Plays the turns that are written in the agent. It costs nothing; its prices are made up to show costs.',
    prices: SONNET,
    enabled: true,
  },
  {
    provider: 'openai-compatible',
    modelId: 'default',
    name: 'The model of OPENAI_MODEL',
    description: 'Whatever OPENAI_BASE_URL and OPENAI_MODEL say; without prices, so its sessions show no cost.',
    enabled: true,
  },
  {
    provider: 'anthropic',
    modelId: 'claude-sonnet-4-5',
    name: 'Claude Sonnet 4.5',
    description: `Needs ANTHROPIC_API_KEY. ${LISTED}`,
    prices: SONNET,
    contextTokens: 200_000,
    enabled: true,
  },
  {
    provider: 'anthropic',
    modelId: 'claude-haiku-4-5',
    name: 'Claude Haiku 4.5',
    description: `Needs ANTHROPIC_API_KEY. ${LISTED}`,
    prices: HAIKU,
    contextTokens: 200_000,
    enabled: true,
  },
  {
    provider: 'bedrock',
    modelId: 'global.anthropic.claude-sonnet-4-5-20250929-v1:0',
    name: 'Claude Sonnet 4.5 on Bedrock',
    description: `Needs BEDROCK_REGION, and access to the model in that account. ${LISTED}`,
    prices: SONNET,
    contextTokens: 200_000,
    enabled: true,
  },
];
