import * as z from 'zod';
import { discoveredSchema } from './discovered-tools.ts';

const common = {
  /** The name by which the model calls it; unique in its agent. */
  name: z.string().regex(/^[a-zA-Z][\w-]{0,63}$/),
  description: z.string().max(4_000).default(''),
  /** JSON Schema of the arguments; checked before dispatch. */
  inputSchema: z.record(z.string(), z.unknown()).optional(),
  /** A person must agree with the exact arguments first. */
  approval: z.boolean().optional(),
  /** What it does can't be undone or harms when it is wrong: a person must agree with each call, unless there is a waiver. */
  destructive: z.boolean().optional(),
  /** Why calls of a destructive tool need no approval. Only an admin adds or changes it. */
  approvalWaiver: z.string().trim().min(10).max(500).optional(),
  /** The call may be made again with the same key when its outcome is unknown. */
  repeatable: z.boolean().optional(),
  /** Seconds until a call is given up. */
  timeoutSeconds: z.number().int().min(1).max(600).default(30),
};

const headersSchema = z.record(z.string().regex(/^[A-Za-z0-9-]{1,100}$/), z.string().max(4_000));

export const httpToolSchema = z.strictObject({
  kind: z.literal('http'),
  ...common,
  method: z.enum(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']),
  /** Templates may stand in path and query; scheme, host and port are fixed. */
  url: z.string().max(4_000),
  headers: headersSchema.optional(),
  /** A template of the body: a string is sent as it is, anything else as JSON. */
  body: z.unknown().optional(),
});
export type HttpTool = z.infer<typeof httpToolSchema>;

export const mcpToolSchema = z.strictObject({
  kind: z.literal('mcp'),
  ...common,
  url: z.string().max(4_000),
  headers: headersSchema.optional(),
  /** The server's names of the tools that may be used; absent: all that it offered when the agent was first saved. */
  allow: z.array(z.string()).max(200).optional(),
  /** What the server offers. The service writes it at each save; what a request holds here is not looked at. */
  discovered: discoveredSchema.optional(),
});
export type McpTool = z.infer<typeof mcpToolSchema>;

export const lambdaToolSchema = z.strictObject({
  kind: z.literal('lambda'),
  ...common,
  /** Name or ARN, written as the deployment allows it. */
  functionName: z.string().min(1).max(200),
});
export type LambdaTool = z.infer<typeof lambdaToolSchema>;

export const toolSchema = z.discriminatedUnion('kind', [
  httpToolSchema,
  mcpToolSchema,
  lambdaToolSchema,
  z.strictObject({
    kind: z.literal('manual_task'),
    ...common,
    form: z.record(z.string(), z.unknown()).optional(),
    assignee: z.string().max(200).optional(),
  }),
  z.strictObject({ kind: z.literal('agent'), ...common, agentId: z.string() }),
  z.strictObject({ kind: z.literal('workflow'), ...common, workflowId: z.string() }),
]);
export type Tool = z.infer<typeof toolSchema>;
