import * as z from 'zod';
import { mcpToolSchema } from '../domain/agent/tool.ts';

/** What the function that asks MCP servers is given. */
export const askedServerSchema = z.object({ tenantId: z.string().min(1), tool: mcpToolSchema });
export type AskedServer = z.infer<typeof askedServerSchema>;
