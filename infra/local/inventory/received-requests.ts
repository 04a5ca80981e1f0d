export type Note = { noteId: string; device: string; note: unknown };

/** One call as a client may repeat it: the same method, path and key count as one, with how often it arrived. */
export type ReceivedRequest = { method: string; path: string; idempotencyKey: string | null; count: number };

/** The oldest calls are forgotten beyond this many: the demo may run for days. */
const MAX_REMEMBERED = 1_000;

/** What has been asked of the inventory since it was opened, in memory. */
export function receivedRequests() {
  const requests = new Map<string, ReceivedRequest>();
  return {
    /** Counts a call in. */
    remember(method: string, path: string, idempotencyKey: string | null): void {
      const id = JSON.stringify([method, path, idempotencyKey]);
      const count = (requests.get(id)?.count ?? 0) + 1;
      requests.set(id, { method, path, idempotencyKey, count });
      const [oldest] = requests.keys();
      if (requests.size > MAX_REMEMBERED && oldest !== undefined) requests.delete(oldest);
    },
    /** In the order of each call's first arrival. */
    list: (): ReceivedRequest[] => [...requests.values()],
  };
}

/** The notes on devices. A note that comes again with its key is the same note. */
export function deviceNotes() {
  const notes: Note[] = [];
  const byKey = new Map<string, Note>();
  return {
    add(device: string, note: unknown, idempotencyKey: string | null): { note: Note; isRepeated: boolean } {
      const key = JSON.stringify([device, idempotencyKey]);
      const known = idempotencyKey === null ? undefined : byKey.get(key);
      if (known !== undefined) return { note: known, isRepeated: true };
      const added = { noteId: `note-${notes.length + 1}`, device, note };
      notes.push(added);
      if (idempotencyKey !== null) byKey.set(key, added);
      return { note: added, isRepeated: false };
    },
    of: (device: string): Note[] => notes.filter((note) => note.device === device),
  };
}
