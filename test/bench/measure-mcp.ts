import { afterListing } from '../../shared/domain/agent/discovered-tools.ts';
import { mcpToolSchema } from '../../shared/domain/agent/tool.ts';
import { systemClock } from '../../shared/runtime/clock.ts';
import { calledName } from '../../shared/tool-runners/called-name.ts';
import { discoverMcpTools } from '../../shared/tool-runners/discover-mcp-tools.ts';
import { guardedFetch } from '../../shared/tool-runners/guarded-fetch.ts';
import { runMcpTool } from '../../shared/tool-runners/run-mcp-tool.ts';
import { theReferenceMcpServer } from '../builders/the-reference-mcp-server.ts';
import { type Figure, timeOf, timesOf } from './figure.ts';

const CALLS = 100;

/** What a call of an MCP tool costs: a connection, the server's list, and the call, with the public reference server on loopback. */
export async function measureMcp(): Promise<Figure[]> {
  const server = await theReferenceMcpServer();
  try {
    const fetch = guardedFetch({ allowed: new Set([server.host]), clock: systemClock });
    const deps = { fetch, clock: systemClock, secrets: { readSecret: async () => undefined } };
    const written = mcpToolSchema.parse({ kind: 'mcp', name: 'ref', url: server.url });
    const listed = (await discoverMcpTools({ tenantId: 'bench', tool: written }, deps)).map((tool) => ({
      ...tool,
      calledAs: calledName('ref', tool.name),
    }));
    const tools = afterListing(listed, { before: undefined, allow: undefined });
    const tool = { ...written, discovered: { at: '', tools } };
    const call = async () => {
      const { state } = await runMcpTool(
        { tenantId: 'bench', tool, name: 'ref__echo', args: { message: 'hello' } },
        deps,
      );
      if (state === 'FAILED') throw new Error('The reference server did not answer a call.');
    };
    const times: number[] = [];
    for (let made = 0; made < CALLS; made += 1) times.push(await timeOf(call));
    return timesOf('MCP connect + list + call', times);
  } finally {
    await server.close();
  }
}
