import * as z from 'zod';
import { compactJson } from './compact-json.ts';
import { McpRefused, quoted } from './mcp-failure.ts';

const blockSchema = z.looseObject({ type: z.string() });
const resultSchema = z.object({
  content: z.array(z.unknown()).default([]),
  structuredContent: z.record(z.string(), z.unknown()).nullish(),
  isError: z.boolean().nullish(),
});

/** What is kept of each kind of content; other fields are for the server's own client. */
const KEPT: Record<string, readonly string[]> = {
  text: ['text'],
  image: ['data', 'mimeType'],
  audio: ['data', 'mimeType'],
  resource: ['resource'],
  resource_link: ['uri', 'name', 'description', 'mimeType'],
};

export type McpOutput = {
  /** JSON text of `{ content, structuredContent? }`. */
  output: string;
  /** The server says that the tool failed: the beginning of what it wrote. */
  failure: string | undefined;
};

/** The result of `tools/call` as an output. @throws McpRefused when it is none */
export function mcpOutput(answered: Record<string, unknown>): McpOutput {
  const parsed = resultSchema.safeParse(answered);
  if (!parsed.success) throw new McpRefused("The server's answer to tools/call is not a tool's result.");
  const { content, structuredContent, isError } = parsed.data;
  const blocks = content.map(block);
  const output = compactJson(
    JSON.stringify({ content: blocks, ...(structuredContent && { structuredContent: structuredContent }) }),
  );
  if (output === undefined) throw new McpRefused("The tool's result nests too deep to be kept.");
  return { output, failure: isError === true ? quoted(firstText(blocks)) : undefined };
}

function block(written: unknown): Record<string, unknown> {
  const parsed = blockSchema.safeParse(written);
  if (!parsed.success) return { type: 'unknown' };
  const { type, ...fields } = parsed.data;
  const kept = Object.hasOwn(KEPT, type) ? (KEPT[type] ?? []) : [];
  return { type, ...Object.fromEntries(kept.flatMap((name) => (name in fields ? [[name, fields[name]]] : []))) };
}

function firstText(blocks: readonly Record<string, unknown>[]): string {
  const text = blocks.find(({ type }) => type === 'text')?.text;
  return typeof text === 'string' && text.trim() !== '' ? text : 'It did not say why.';
}
