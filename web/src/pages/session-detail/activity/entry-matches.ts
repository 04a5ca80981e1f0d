import type { EntryResponse } from '../../../../../shared/contracts/entry-response-schema.ts';

export const SHOWN_KINDS = ['all', 'reasoning', 'tool-calls'] as const;
/** Which entries the tabs show. */
export type ShownKind = (typeof SHOWN_KINDS)[number];

/** The entries of a tab that hold the text, in any case. What is shown as a preview is searched as the preview. */
export function matchingEntries(
  entries: readonly EntryResponse[],
  { kind, text }: { kind: ShownKind; text: string },
): readonly EntryResponse[] {
  const wanted = text.trim().toLowerCase();
  if (kind === 'all' && wanted === '') return entries;
  return entries.filter(
    (entry) => isOfKind(entry, kind) && (wanted === '' || searchedText(entry).toLowerCase().includes(wanted)),
  );
}

function isOfKind({ kind }: EntryResponse, shown: ShownKind): boolean {
  if (shown === 'all') return true;
  return kind === (shown === 'reasoning' ? 'REASONING' : 'TOOL_CALL');
}

function searchedText(entry: EntryResponse): string {
  switch (entry.kind) {
    case 'REASONING':
      return `${entry.reasoning ?? ''}\n${entry.text}`;
    case 'TOOL_CALL':
      return [entry.toolName, entry.callId, entry.input, entry.output, entry.error]
        .map((part) => (typeof part === 'string' ? part : JSON.stringify(part)))
        .join('\n');
    case 'RESPONSE':
      return entry.text;
    case 'SYSTEM':
      return `${entry.event} ${entry.by?.name ?? ''} ${entry.reason ?? ''}`;
  }
}
