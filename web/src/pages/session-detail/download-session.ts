import type { EntryResponse } from '../../../../shared/contracts/entry-response-schema.ts';
import { routes } from '../../../../shared/contracts/routes.ts';
import type { ApiClient } from '../../api-client/api-client.ts';

/** The session with its whole activity and whole bodies, as the contract gives them, as one JSON text. */
export async function sessionAsJson(api: ApiClient, sessionId: string): Promise<string> {
  const params = { sessionId };
  const session = await api.call(routes.getSession, { params });
  const activity: EntryResponse[] = [];
  let after = 0;
  for (let more = true; more; ) {
    const page = await api.call(routes.listActivity, { params, query: { after, limit: 500 } });
    for (const entry of page.items) {
      const isWhole = entry.truncated.length === 0;
      activity.push(isWhole ? entry : await api.call(routes.getEntry, { params: { sessionId, seq: entry.seq } }));
    }
    after = page.items.at(-1)?.seq ?? after;
    more = page.more && page.items.length > 0;
  }
  return JSON.stringify({ session, activity }, null, 2);
}

/** Gives the person a file. */
export function offerFile(name: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}
