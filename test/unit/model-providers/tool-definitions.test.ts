import { expect, test } from 'vitest';
import { toolSchema } from '../../../shared/domain/agent/tool.ts';
import { tokensUsed } from '../../../shared/model-providers/tokens-used.ts';
import { toolDefinitions } from '../../../shared/model-providers/tool-definitions.ts';

const look = { kind: 'http', name: 'look', method: 'GET', url: 'http://127.0.0.1/' };

test('tells the model of each tool in order, and leaves out the servers whose tools are not known yet', () => {
  const properties = { at: { type: 'integer' } };
  const tools = [
    { ...look, description: 'Looks.', inputSchema: { properties, required: ['at'] } },
    { kind: 'mcp', name: 'files', url: 'http://127.0.0.1/mcp' },
    { kind: 'manual_task', name: 'ask' },
  ];
  expect(toolDefinitions(tools.map((tool) => toolSchema.parse(tool)))).toEqual([
    {
      type: 'function',
      name: 'look',
      description: 'Looks.',
      inputSchema: { type: 'object', properties, required: ['at'] },
    },
    { type: 'function', name: 'ask', inputSchema: { type: 'object', properties: {} } },
  ]);
});

test('counts tokens, and nothing for what is not a count', () => {
  const usage = (input: number | undefined, output: number | undefined) => ({
    inputTokens: { total: input, noCache: undefined, cacheRead: undefined, cacheWrite: undefined },
    outputTokens: { total: output, text: undefined, reasoning: undefined },
  });
  expect(tokensUsed(usage(12, 3.6))).toEqual({ inputTokens: 12, outputTokens: 4 });
  expect(tokensUsed(usage(undefined, Number.NaN))).toEqual({ inputTokens: 0, outputTokens: 0 });
  expect(tokensUsed(usage(-1, Number.POSITIVE_INFINITY))).toEqual({ inputTokens: 0, outputTokens: 0 });
});
