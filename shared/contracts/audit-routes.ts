import * as z from 'zod';
import { auditRecordSchema } from '../domain/audit/audit-record.ts';
import { cursorSchema, pageLimit, pageOf } from './pagination.ts';
import { defineRoute } from './route.ts';

/** One accepted command, as an admin reads it. */
const auditAnswerSchema = auditRecordSchema
  .omit({ tenantId: true, ownerId: true, at: true })
  .extend({ at: z.iso.datetime({ precision: 3 }) })
  .meta({ id: 'AuditRecord' });

export const auditRoutes = {
  listAudit: defineRoute({
    operationId: 'listAudit',
    method: 'GET',
    path: '/audit',
    summary: 'List accepted commands, newest first: who did what, when, on what',
    tag: 'Access',
    permission: 'audit:read',
    servedBy: 'read',
    query: z.strictObject({
      /** User id. */
      actor: z.string().min(1).max(200).optional(),
      /** The operation, as in `pauseSession`. */
      action: z.string().min(1).max(64).optional(),
      /** Id of the session, task, agent, trigger, workflow or job. */
      object: z.string().min(1).max(100).optional(),
      limit: pageLimit({ most: 100, usual: 50 }),
      cursor: cursorSchema.optional(),
    }),
    status: 200,
    response: pageOf(auditAnswerSchema),
  }),
};
