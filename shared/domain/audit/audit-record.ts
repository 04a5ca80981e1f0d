import * as z from 'zod';
import { actorSchema } from '../session/actor.ts';

/** Kinds of things that commands are given about. */
export const AUDITED_KINDS = [
  'session',
  'manual_task',
  'agent',
  'trigger',
  'workflow',
  'job',
  'event',
  'secret',
] as const;
export const auditedKindSchema = z.enum(AUDITED_KINDS);
export type AuditedKind = z.infer<typeof auditedKindSchema>;

/** One accepted command: who did what, when, on what, and by what right. Put once, never changed. */
export const auditRecordSchema = z.object({
  tenantId: z.string(),
  /** The same command is the same record, however often it is put. */
  recordId: z.string(),
  at: z.number().int(),
  /** Null: the deployment itself, such as when a retention is over. */
  actor: actorSchema.nullable(),
  /** The operation of the contract, as in `pauseSession`. */
  action: z.string(),
  object: z.object({ kind: auditedKindSchema, id: z.string() }),
  /** The session whose deletion takes the record with it; else the object. */
  ownerId: z.string(),
  project: z.string().optional(),
  /** A person's token, or what started the session: a trigger, an agent's session, a workflow's job, the deployment. */
  via: z.object({ kind: z.enum(['token', 'trigger', 'session', 'job', 'deployment']), id: z.string().optional() }),
  reason: z.string().optional(),
  /** Of a deletion: how many entries the session's activity had. */
  entries: z.number().int().nonnegative().optional(),
});
export type AuditRecord = z.infer<typeof auditRecordSchema>;
