import type { ModelEnvironment } from '../../shared/model-providers/resolve-model.ts';
import type { Json } from './a-caller.ts';
import type { ReceivedCall } from './a-model-endpoint.ts';

/** What a model says in one answer, whatever the format. */
export type Said = {
  reasoning?: { text: string; signature: string };
  /** Thoughts that only the provider can read. */
  redacted?: string;
  text?: string;
  calls?: { id: string; name: string; input: unknown }[];
  usage?: { input: number; output: number; cached?: number; written?: number };
};

/** One provider's wire format, with answers in the shapes that its API gives. */
export type WireFormat = {
  provider: 'openai-compatible' | 'anthropic' | 'bedrock';
  modelId: string;
  /** As it is set on a laptop; the key is never to be shown. */
  environment: (address: string) => ModelEnvironment;
  path: (modelId: string) => string;
  modelOf: (call: ReceivedCall) => string;
  answer: (said: Said) => Json;
  error: (status: number, message: string) => Json;
  /** The errors with which it says that a conversation is too long. */
  tooLong: { status: number; body: Json }[];
  /** The messages of a request that ask again after a turn with reasoning and two calls. */
  secondTurn: (said: Required<Omit<Said, 'usage'>>, results: string[]) => Json[];
  /** Whether usage says what was written to the cache. */
  countsWritten: boolean;
};

export const KEY = 'local-pass-7';

const openAi: WireFormat = {
  provider: 'openai-compatible',
  modelId: 'llama-3.3-70b',
  environment: (address) => ({ OPENAI_BASE_URL: `${address}/v1`, OPENAI_API_KEY: KEY }),
  path: () => '/v1/chat/completions',
  modelOf: ({ body }) => body.model,
  answer: ({ reasoning, text, calls = [], usage = { input: 10, output: 5 } }) => ({
    id: 'chatcmpl-9',
    object: 'chat.completion',
    created: 1_763_888_400,
    model: 'llama-3.3-70b',
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant',
          content: text ?? null,
          ...(reasoning && { reasoning_content: reasoning.text }),
          ...(calls.length > 0 && { tool_calls: calls.map(openAiCall) }),
        },
        finish_reason: calls.length > 0 ? 'tool_calls' : 'stop',
      },
    ],
    usage: {
      prompt_tokens: usage.input,
      completion_tokens: usage.output,
      total_tokens: usage.input + usage.output,
      prompt_tokens_details: { cached_tokens: usage.cached ?? 0 },
    },
  }),
  error: (status, message) => ({ error: { message, type: 'error', param: null, code: `${status}` } }),
  tooLong: [
    {
      status: 400,
      body: {
        error: {
          message:
            "This model's maximum context length is 8192 tokens. However, your messages resulted in 9001 tokens.",
          type: 'invalid_request_error',
          code: 'context_length_exceeded',
        },
      },
    },
    {
      status: 400,
      body: {
        error: {
          code: 400,
          message: 'the request exceeds the available context size, try increasing it',
          type: 'exceed_context_size_error',
        },
      },
    },
  ],
  secondTurn: ({ reasoning, text, calls }, results) => [
    {
      role: 'assistant',
      content: text,
      reasoning_content: reasoning.text,
      tool_calls: calls.map(({ id, name, input }) => openAiCall({ id, name, input: JSON.stringify(input) })),
    },
    ...calls.map(({ id }, index) => ({ role: 'tool', tool_call_id: id, content: results[index] })),
  ],
  countsWritten: false,
};

function openAiCall({ id, name, input }: { id: string; name: string; input: unknown }) {
  const text = typeof input === 'string' ? input : JSON.stringify(input);
  return { id, type: 'function', function: { name, arguments: text } };
}

const EPHEMERAL = { type: 'ephemeral' };

const anthropic: WireFormat = {
  provider: 'anthropic',
  modelId: 'claude-sonnet-4-5',
  environment: (address) => ({ ANTHROPIC_BASE_URL: address, ANTHROPIC_API_KEY: KEY }),
  path: () => '/v1/messages',
  modelOf: ({ body }) => body.model,
  answer: ({ reasoning, redacted, text, calls = [], usage = { input: 10, output: 5 } }) => ({
    id: 'msg_013Zva2CMHLNnXjNJJKqJ2EF',
    type: 'message',
    role: 'assistant',
    model: 'claude-sonnet-4-5-20250929',
    content: [
      ...(reasoning ? [{ type: 'thinking', thinking: reasoning.text, signature: reasoning.signature }] : []),
      ...(redacted ? [{ type: 'redacted_thinking', data: redacted }] : []),
      ...(text === undefined ? [] : [{ type: 'text', text }]),
      ...calls.map(({ id, name, input }) => ({ type: 'tool_use', id, name, input })),
    ],
    stop_reason: calls.length > 0 ? 'tool_use' : 'end_turn',
    stop_sequence: null,
    usage: {
      input_tokens: usage.input - (usage.cached ?? 0) - (usage.written ?? 0),
      cache_creation_input_tokens: usage.written ?? 0,
      cache_read_input_tokens: usage.cached ?? 0,
      output_tokens: usage.output,
      service_tier: 'standard',
    },
  }),
  error: (status, message) => ({
    type: 'error',
    error: { type: status === 529 ? 'overloaded_error' : status === 429 ? 'rate_limit_error' : 'api_error', message },
    request_id: 'req_011CVJ8',
  }),
  tooLong: [
    {
      status: 400,
      body: {
        type: 'error',
        error: { type: 'invalid_request_error', message: 'prompt is too long: 215023 tokens > 200000 maximum' },
      },
    },
    {
      status: 413,
      body: {
        type: 'error',
        error: { type: 'request_too_large', message: 'Request exceeds the maximum size' },
      },
    },
  ],
  secondTurn: ({ reasoning, redacted, text, calls }, results) => [
    {
      role: 'assistant',
      content: [
        { type: 'thinking', thinking: reasoning.text, signature: reasoning.signature },
        { type: 'redacted_thinking', data: redacted },
        { type: 'text', text },
        ...calls.map(({ id, name, input }) => ({ type: 'tool_use', id, name, input })),
      ],
    },
    {
      role: 'user',
      content: calls.map(({ id }, index) => ({
        type: 'tool_result',
        tool_use_id: id,
        content: results[index],
        ...(index === calls.length - 1 && { cache_control: EPHEMERAL }),
      })),
    },
  ],
  countsWritten: true,
};

const bedrock: WireFormat = {
  provider: 'bedrock',
  modelId: 'eu.anthropic.claude-sonnet-4-5-20250929-v1:0',
  environment: (address) => ({
    BEDROCK_REGION: 'eu-central-1',
    BEDROCK_ENDPOINT_URL: address,
    AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
    AWS_SECRET_ACCESS_KEY: KEY,
    AWS_SESSION_TOKEN: 'session-of-the-role',
  }),
  path: (modelId) => `/model/${encodeURIComponent(modelId)}/converse`,
  modelOf: ({ path }) => decodeURIComponent(path.split('/')[2] ?? ''),
  answer: ({ reasoning, redacted, text, calls = [], usage = { input: 10, output: 5 } }) => ({
    metrics: { latencyMs: 812 },
    output: {
      message: {
        role: 'assistant',
        content: [
          ...(reasoning ? [{ reasoningContent: { reasoningText: reasoning } }] : []),
          ...(redacted ? [{ reasoningContent: { redactedContent: redacted } }] : []),
          ...(text === undefined ? [] : [{ text }]),
          ...calls.map(({ id, name, input }) => ({ toolUse: { toolUseId: id, name, input } })),
        ],
      },
    },
    stopReason: calls.length > 0 ? 'tool_use' : 'end_turn',
    usage: {
      inputTokens: usage.input - (usage.cached ?? 0) - (usage.written ?? 0),
      outputTokens: usage.output,
      totalTokens: usage.input + usage.output,
      cacheReadInputTokens: usage.cached ?? 0,
      cacheWriteInputTokens: usage.written ?? 0,
    },
  }),
  error: (_status, message) => ({ message }),
  tooLong: [
    { status: 400, body: { message: 'Input is too long for requested model.' } },
    {
      status: 400,
      body: {
        message: 'Input Tokens Exceeded: Number of input tokens exceeds maximum length. Please update the input.',
      },
    },
  ],
  secondTurn: ({ reasoning, redacted, text, calls }, results) => [
    {
      role: 'assistant',
      content: [
        { reasoningContent: { reasoningText: reasoning } },
        { reasoningContent: { redactedContent: redacted } },
        { text },
        ...calls.map(({ id, name, input }) => ({ toolUse: { toolUseId: id, name, input } })),
      ],
    },
    {
      role: 'user',
      content: [
        ...calls.map(({ id }, index) => ({ toolResult: { toolUseId: id, content: [{ text: results[index] }] } })),
        { cachePoint: { type: 'default' } },
      ],
    },
  ],
  countsWritten: true,
};

export const WIRE_FORMATS = [openAi, anthropic, bedrock];
