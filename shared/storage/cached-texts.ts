import type { StoredText } from '../domain/session/stored-text.ts';
import type { BodyStore } from './body-store.ts';

/** Characters kept in all; what was used longest ago goes first. */
const MOST_CHARACTERS = 16_777_216;

/**
 * Bodies are immutable and named by their content, so one that this process has stored or read needs no second read: an
 * agent's definition is the same text in every session of a tenant, and a preview is made of what was just stored.
 */
export function cachedTexts(bodies: BodyStore): BodyStore {
  const texts = new Map<string, string>();
  let characters = 0;

  function keep(name: string, text: string): void {
    characters += text.length - (texts.get(name)?.length ?? 0);
    texts.delete(name);
    texts.set(name, text);
    for (const [oldest, { length }] of texts) {
      if (characters <= MOST_CHARACTERS) return;
      texts.delete(oldest);
      characters -= length;
    }
  }

  return {
    async store(key, text, inlineBytes) {
      const stored = await bodies.store(key, text, inlineBytes);
      if ('body' in stored && !stored.body.cut) keep(nameOf(key.tenantId, stored.body.id), text);
      return stored;
    },

    async read(key, stored: StoredText) {
      if ('text' in stored) return stored.text;
      const name = nameOf(key.tenantId, stored.body.id);
      const text = texts.get(name) ?? (await bodies.read(key, stored));
      keep(name, text);
      return text;
    },
  };
}

/** The tenant stands before the content: nobody gets to see that another tenant has the same text. */
function nameOf(tenantId: string, bodyId: string): string {
  return `${tenantId}/${bodyId}`;
}
