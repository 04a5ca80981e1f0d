import type { AskedServer } from '../../../shared/contracts/asked-server.ts';
import { InvalidRequest } from '../../../shared/contracts/refusal.ts';
import type { AgentDefinition } from '../../../shared/domain/agent/agent.ts';
import { afterListing, type DiscoveredTool, type ListedTool } from '../../../shared/domain/agent/discovered-tools.ts';
import type { SchemaViolation } from '../../../shared/domain/agent/schema-violations.ts';
import type { McpTool, Tool } from '../../../shared/domain/agent/tool.ts';
import type { Clock } from '../../../shared/runtime/clock.ts';
import { calledName } from '../../../shared/tool-runners/called-name.ts';
import type { RemoteTool } from '../../../shared/tool-runners/list-mcp-tools.ts';

export type DiscoveryDeps = {
  clock: Pick<Clock, 'now'>;
  /** Asks the server of an `mcp` tool what it offers. Its errors may be told to whoever saves the agent. */
  discoverTools: (asked: AskedServer) => Promise<RemoteTool[]>;
};

/** Tools of one server; models choose badly among more, and most providers take no more than 128. */
const MAX_TOOLS = 200;
/** All that is known of all servers of an agent, as JSON, in bytes: with the agent itself it stays within an item of its table. */
const MAX_DISCOVERED_BYTES = 184_320;

type Discovering = {
  definition: AgentDefinition;
  /** The agent as it was; absent for one that is new: then all that is found is accepted. */
  before?: AgentDefinition;
  tenantId: string;
};

/**
 * The definition with what its MCP servers offer now; what it said of that itself is not looked at. Servers are asked beside each
 * other, and only once everything else about the definition is right.
 * @throws InvalidRequest when a server can't be used: then nothing is to be saved
 */
export async function withDiscovered(
  { definition, before, tenantId }: Discovering,
  deps: DiscoveryDeps,
): Promise<AgentDefinition> {
  const violations: SchemaViolation[] = [];
  const at = new Date(deps.clock.now()).toISOString();
  const taken = new Set(definition.tools.flatMap(({ kind, name }) => (kind === 'mcp' ? [] : [name])));
  const asked = definition.tools.map((tool) => (tool.kind === 'mcp' ? remoteTools(tool, tenantId, deps) : undefined));
  const found = await Promise.all(asked);
  const tools = definition.tools.map((tool, index): Tool => {
    const remote = found[index];
    if (tool.kind !== 'mcp' || remote === undefined) return tool;
    const refuse = (field: string, message: string) => violations.push({ path: `tools.${index}.${field}`, message });
    if (remote.refused !== undefined) {
      refuse('url', remote.refused);
      return tool;
    }
    const known = knownOf(tool, before);
    refuseUnfit(tool, remote.tools, { known, refuse });
    const wanted = remote.tools.filter(({ name }) => tool.allow?.includes(name) ?? true);
    const listed = named(tool, wanted, { known, taken });
    return { ...tool, discovered: { at, tools: afterListing(listed, { before: known, allow: tool.allow }) } };
  });
  const bytes = Buffer.byteLength(JSON.stringify(tools.map((tool) => (tool.kind === 'mcp' ? tool.discovered : 0))));
  if (bytes > MAX_DISCOVERED_BYTES) {
    const message = `The definitions of all tools of the agent's MCP servers have ${bytes} bytes; at most ${MAX_DISCOVERED_BYTES} are kept. Name those that are needed in "allow".`;
    violations.push({ path: 'tools', message });
  }
  const [first] = violations;
  if (first === undefined) return { ...definition, tools };
  throw new InvalidRequest(`The agent can't be saved: ${first.path}: ${first.message}`, violations);
}

type Asked = { tools: RemoteTool[]; refused?: undefined } | { refused: string };

async function remoteTools(tool: McpTool, tenantId: string, deps: DiscoveryDeps): Promise<Asked> {
  try {
    return { tools: await deps.discoverTools({ tenantId, tool }) };
  } catch (error) {
    const host = URL.parse(tool.url)?.host ?? tool.url;
    const reason = error instanceof Error ? error.message : 'Something unexpected went wrong.';
    return { refused: `The MCP server ${host} could not be asked for its tools: ${reason} Nothing was saved.` };
  }
}

/** What was known of the same server; a server under another address is another one, whatever it is called. */
function knownOf({ name, url }: McpTool, before: AgentDefinition | undefined): readonly DiscoveredTool[] | undefined {
  const same = before?.tools.filter((tool) => tool.kind === 'mcp').filter((tool) => tool.url === url) ?? [];
  return (same.find((tool) => tool.name === name) ?? same[0])?.discovered?.tools;
}

function refuseUnfit(
  { url, allow }: McpTool,
  listed: readonly RemoteTool[],
  {
    known = [],
    refuse,
  }: { known?: readonly DiscoveredTool[] | undefined; refuse: (field: string, message: string) => void },
): void {
  const host = URL.parse(url)?.host ?? url;
  const names = new Set([...listed, ...known].map(({ name }) => name));
  if (names.size === 0) refuse('url', `The MCP server ${host} offers no tools.`);
  const missing = allow?.filter((name) => !names.has(name)) ?? [];
  if (missing.length > 0) {
    const offered = [...names].join(', ').slice(0, 1_000);
    refuse(
      'allow',
      `The MCP server ${host} does not offer ${missing.join(', ').slice(0, 500)}. It offers: ${offered}.`,
    );
  }
  const wanted = listed.filter(({ name }) => allow?.includes(name) ?? true).length;
  if (wanted > MAX_TOOLS) {
    refuse(
      'allow',
      `The MCP server ${host} offers ${wanted} tools; at most ${MAX_TOOLS} are used. Name those in "allow".`,
    );
  }
}

/** Gives each tool the name by which it is called. Who was accepted before keeps a name that several would have. */
function named(
  { name: server }: McpTool,
  remote: readonly RemoteTool[],
  { known, taken }: { known: readonly DiscoveredTool[] | undefined; taken: Set<string> },
): ListedTool[] {
  const isKnown = ({ name }: RemoteTool) =>
    known?.some((one) => one.name === name && one.state === 'accepted') ?? false;
  const names = new Map<string, ListedTool>();
  for (const tool of [...remote].sort((a, b) => Number(isKnown(b)) - Number(isKnown(a)))) {
    const calledAs = calledName(server, tool.name);
    const isTaken = taken.has(calledAs);
    if (tool.reason === undefined) taken.add(calledAs);
    const reason = `It would be called ${calledAs}, as another tool of the agent is.`;
    names.set(tool.name, isTaken ? { name: tool.name, calledAs, reason } : { ...tool, calledAs });
  }
  return remote.flatMap(({ name }) => names.get(name) ?? []);
}
