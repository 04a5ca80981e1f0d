import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { type ControlItem, controlItemSchema } from '../domain/session/control-item.ts';
import { type ControlRow, controlRows, dueAttributes } from './control-rows.ts';
import { keys } from './table-keys.ts';

/** A deleted session's key is kept this long as its dedupe record, in seconds (P13). */
const DELETED_KEPT_SECONDS = 7 * 86_400;

export type SessionKey = { tenantId: string; sessionId: string };
export type ControlStore = ReturnType<typeof controlStore>;

/** Control items of sessions, and the due index of the whole table. */
export function controlStore(deps: { documentClient: DynamoDBDocumentClient; table: string }) {
  const rows = controlRows(deps);
  return {
    /** Strong read. `undefined`: never there, or deleted and shrunk. */
    async read(key: SessionKey): Promise<ControlItem | undefined> {
      const state = await rows.read(keys.session(key.tenantId, key.sessionId));
      return state === undefined ? undefined : controlItemSchema.parse(state);
    },

    /** False: the key is taken, by a session or by a deleted one's dedupe record. */
    create: (control: ControlItem): Promise<boolean> => rows.create(rowOf(control)),

    /** One write conditional on the version that was read. False: somebody else wrote before, or it is gone. */
    save: (before: ControlItem, after: ControlItem): Promise<boolean> => rows.save(before.version, rowOf(after)),

    /** Sessions, jobs and whatever else has a control item at which the sweeper is to look by now, oldest first. */
    due: rows.due,
  };
}

function rowOf(control: ControlItem): ControlRow {
  const { head, version, writeId, dueAt } = control;
  const row = { pk: keys.session(head.tenantId, head.sessionId), version, writeId };
  if (control.deleted !== undefined && control.effects.length === 0) {
    return { ...row, deleted: true, expiresAt: Math.ceil(control.deleted.at / 1_000) + DELETED_KEPT_SECONDS };
  }
  return { ...row, ...dueAttributes(head.sessionId, dueAt), state: JSON.stringify({ ...control, writeId: undefined }) };
}
