import { describe, expect, it } from 'vitest';
import { askMcpServerHandler } from '../../../functions/tool-discovery/ask-mcp-server.ts';
import type { AskedServer } from '../../../shared/contracts/asked-server.ts';
import { mcpToolSchema } from '../../../shared/domain/agent/tool.ts';
import { discoverElsewhere } from '../../../shared/tool-runners/discover-elsewhere.ts';
import type { RemoteTool } from '../../../shared/tool-runners/list-mcp-tools.ts';
import type { InvokeFunction } from '../../../shared/tool-runners/run-lambda-tool.ts';

const asked: AskedServer = {
  tenantId: 'acme',
  tool: mcpToolSchema.parse({ kind: 'mcp', name: 'far', url: 'https://mcp.example/' }),
};
const clock = { now: () => 0, delay: () => new Promise<void>(() => undefined) };
const answering = (text: string, FunctionError?: string): InvokeFunction => {
  return async () => ({ Payload: Buffer.from(text) as never, ...(FunctionError !== undefined && { FunctionError }) });
};
const discover = (invokeFunction: InvokeFunction) =>
  discoverElsewhere(asked, { functionName: 'ask', invokeFunction, clock });

describe('a server that another function asks', () => {
  const tools: RemoteTool[] = [
    { name: 'look', description: '', inputSchema: { type: 'object' }, hash: 'h' },
    { name: 'bad', reason: 'It has no name.' },
  ];
  const through =
    (discoverTools: (given: AskedServer) => Promise<RemoteTool[]>): InvokeFunction =>
    async ({ FunctionName, InvocationType, Payload }) => {
      expect([FunctionName, InvocationType]).toEqual(['ask', 'RequestResponse']);
      const answer = await askMcpServerHandler({ discoverTools })(JSON.parse(String(Payload)));
      return { Payload: Buffer.from(JSON.stringify(answer)) as never };
    };

  it('is known by what that one found, asked for the same tenant and tool', async () => {
    const seen: AskedServer[] = [];
    const found = discover(
      through(async (given) => {
        seen.push(given);
        return tools;
      }),
    );
    expect(await found).toEqual(tools);
    expect(seen).toEqual([asked]);
  });

  it('is refused with the reason that was found there', async () => {
    const refusing = through(() => Promise.reject(new Error('No secret KEY is there.')));
    await expect(discover(refusing)).rejects.toThrow('No secret KEY is there.');
  });

  it('is not asked when that function fails, and nothing of its failure is told', async () => {
    for (const failing of [answering('{"errorMessage":"secret"}', 'Unhandled'), answering('{"tools":[{"name":1}]}')]) {
      await expect(discover(failing)).rejects.toThrow('The service could not ask it at the moment. Try again.');
    }
  });
});
