import * as z from 'zod';

/** What of a remote tool counts: a person accepts exactly this, and `hash` names it. */
const definition = {
  /** Without characters that nobody sees; the hash is of what the server wrote. */
  description: z.string(),
  /** JSON Schema of the arguments, as the server wrote it. */
  inputSchema: z.record(z.string(), z.unknown()),
  /** SHA-256, in hexadecimal, of name, description, input schema and annotations as canonical JSON. */
  hash: z.string(),
};

/**
 * `accepted`: offered to models. `changed`: the server describes it otherwise now, `offered` holds how; `new`: it came after the
 * first save; both wait for a person. `removed`: the server offers it no more. `refused`: it can't be used, `reason` says why.
 */
export const DISCOVERED_STATES = ['accepted', 'changed', 'new', 'removed', 'refused'] as const;

const discoveredToolSchema = z.strictObject({
  /** The server's own name for it. */
  name: z.string(),
  /** By which the model calls it: `<tool>__<name>`, of letters, digits, `_` and `-`, at most 64. */
  calledAs: z.string(),
  ...definition,
  state: z.enum(DISCOVERED_STATES),
  /** Why it is refused. */
  reason: z.string().optional(),
  /** The definition that waits to be accepted in place of the one above. */
  offered: z.strictObject(definition).optional(),
});

/** One tool of an MCP server, as an agent knows it. */
export type DiscoveredTool = z.infer<typeof discoveredToolSchema>;

/** What an MCP server offered when the agent was saved last. */
export const discoveredSchema = z.strictObject({
  /** When the server was asked. */
  at: z.string(),
  tools: z.array(discoveredToolSchema).max(400),
});

/** A usable tool as a server lists it now, or one that can't be used, with the reason. */
export type ListedTool = { name: string; calledAs: string } & (
  | { description: string; inputSchema: Record<string, unknown>; hash: string; reason?: undefined }
  | { reason: string }
);

/**
 * What is known of a server's tools after it was asked again. Nothing was known before: everything usable is accepted. Else only
 * what is as it was accepted, and new tools that `allow` names: whoever saves has named those.
 */
export function afterListing(
  listed: readonly ListedTool[],
  { before, allow }: { before: readonly DiscoveredTool[] | undefined; allow: readonly string[] | undefined },
): DiscoveredTool[] {
  const known = new Map(before?.map((tool) => [tool.name, tool]));
  const now = listed.map((tool) => {
    const wasKnown = known.get(tool.name);
    const accepted = wasKnown === undefined || !wasAccepted(wasKnown) ? undefined : wasKnown;
    const trusted = before === undefined || (allow?.includes(tool.name) ?? false);
    return judged(tool, accepted, trusted);
  });
  const names = new Set(listed.map(({ name }) => name));
  const gone = [...known.values()].filter((tool) => !names.has(tool.name) && wasAccepted(tool));
  const stillMeant = gone.filter(({ name }) => allow?.includes(name) ?? true);
  return [...now, ...stillMeant.map(({ offered: _, ...tool }) => ({ ...tool, state: 'removed' as const }))];
}

function judged(listed: ListedTool, accepted: DiscoveredTool | undefined, trusted: boolean): DiscoveredTool {
  const { name, calledAs } = listed;
  if (listed.reason !== undefined) {
    const { description, inputSchema, hash } = accepted ?? { description: '', inputSchema: {}, hash: '' };
    return { name, calledAs, description, inputSchema, hash, state: 'refused', reason: listed.reason };
  }
  const { description, inputSchema, hash } = listed;
  const live = { description, inputSchema, hash };
  if (accepted === undefined) return { name, calledAs, ...live, state: trusted ? 'accepted' : 'new' };
  if (accepted.hash === hash) return { name, calledAs, ...live, state: 'accepted' };
  const known = { description: accepted.description, inputSchema: accepted.inputSchema, hash: accepted.hash };
  return { name, calledAs, ...known, state: 'changed', offered: live };
}

/** Whether `hash` names a definition that a person has accepted once; a tool that was refused since keeps it. */
function wasAccepted({ state, hash }: DiscoveredTool): boolean {
  return state !== 'new' && hash !== '';
}

/** Whether somebody has to look at it before it is used. */
export function waitsForAcceptance({ state }: DiscoveredTool): boolean {
  return state === 'changed' || state === 'new';
}

/** The tool as it is once somebody has accepted what it waited for. */
export function accepted(tool: DiscoveredTool): DiscoveredTool {
  if (!waitsForAcceptance(tool)) return tool;
  const { offered, ...known } = tool;
  return { ...known, ...offered, state: 'accepted' };
}
