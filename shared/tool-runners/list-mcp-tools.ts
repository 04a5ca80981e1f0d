import { createHash } from 'node:crypto';
import * as z from 'zod';
import { brokenSchema } from '../domain/agent/broken-schema.ts';
import { canonicalJson } from './canonical-json.ts';
import type { AskMcp } from './mcp-connection.ts';
import { McpRefused } from './mcp-failure.ts';
import { visibleText, withVisibleTexts } from './visible-text.ts';

/** Pages and tools of one list that are read; a server with more is asked for nothing else. */
const MAX_PAGES = 64;
const MAX_LISTED = 2_000;
/** Of one definition as JSON, in bytes: a schema of a hundred fields has a third of it. */
const MAX_DEFINITION_BYTES = 32_768;
const MAX_NAME = 128;

/** A tool as a server lists it: its definition, or why it can't be used. */
export type RemoteTool =
  | { name: string; description: string; inputSchema: Record<string, unknown>; hash: string; reason?: undefined }
  | { name: string; reason: string };

const pageSchema = z.object({ tools: z.array(z.unknown()), nextCursor: z.string().min(1).nullish() });
const namedSchema = z.object({ name: z.string().min(1) });
const toolSchema = z.object({
  name: z.string(),
  description: z.string().nullish(),
  inputSchema: z.record(z.string(), z.unknown()),
  annotations: z.record(z.string(), z.unknown()).nullish(),
});

/** All tools that a connected server lists, each name once. @throws McpRefused when the list is no list, or has no end */
export async function listMcpTools(ask: AskMcp): Promise<RemoteTool[]> {
  const listed = await everyPage(ask);
  const tools = listed.map(remoteTool);
  const twice = new Set(tools.map(({ name }) => name).filter((name, at, names) => names.indexOf(name) < at));
  const once = tools.filter(({ name }, at) => !twice.has(name) || tools.findIndex((one) => one.name === name) === at);
  return once.map((tool) =>
    twice.has(tool.name)
      ? {
          name: tool.name,
          reason: 'The server lists several tools of this name, so nobody can say which one is meant.',
        }
      : tool,
  );
}

async function everyPage(ask: AskMcp): Promise<unknown[]> {
  const listed: unknown[] = [];
  let cursor: string | undefined;
  for (let pages = 0; pages < MAX_PAGES; pages += 1) {
    const page = pageSchema.safeParse(await ask('tools/list', cursor === undefined ? {} : { cursor }));
    if (!page.success) throw new McpRefused("The server's answer to tools/list is not a list of tools.");
    listed.push(...page.data.tools);
    if (listed.length > MAX_LISTED) throw new McpRefused(`The server lists more than ${MAX_LISTED} tools.`);
    const { nextCursor } = page.data;
    if (nextCursor === undefined || nextCursor === null) return listed;
    if (nextCursor === cursor) break;
    cursor = nextCursor;
  }
  throw new McpRefused(`The server's list of tools has no end: ${MAX_PAGES} pages were read, or one came twice.`);
}

function remoteTool(listed: unknown, at: number): RemoteTool {
  const named = namedSchema.safeParse(listed);
  if (!named.success) return { name: `(number ${at + 1} of the list)`, reason: 'It has no name.' };
  const { name } = named.data;
  if (name.length > MAX_NAME || visibleText(name) !== name) {
    const shown = visibleText(name).slice(0, MAX_NAME);
    const reason = `Its name is longer than ${MAX_NAME} characters, or has some in it that nobody sees.`;
    return { name: `${shown} (number ${at + 1} of the list)`, reason };
  }
  const parsed = toolSchema.safeParse(listed);
  if (!parsed.success) return { name, reason: 'It has no input schema, or a description that is no text.' };
  const { description, inputSchema, annotations } = parsed.data;
  const [broken] = brokenSchema(inputSchema);
  if (broken !== undefined) {
    const where = broken.path === '' ? '' : ` at ${broken.path}`;
    return { name, reason: `Its input schema can't be applied${where}: ${broken.message}.`.slice(0, 500) };
  }
  if (inputSchema.type !== 'object') return { name, reason: 'Its input schema is not of the type "object".' };
  const text = canonicalJson({ name, description, inputSchema, annotations });
  if (Buffer.byteLength(text) > MAX_DEFINITION_BYTES) {
    return { name, reason: `Its definition is longer than ${MAX_DEFINITION_BYTES} bytes.` };
  }
  return {
    name,
    description: visibleText(description ?? ''),
    inputSchema: withVisibleTexts(inputSchema),
    hash: createHash('sha256').update(text).digest('hex'),
  };
}
