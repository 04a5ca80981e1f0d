import { isRecord } from '../domain/session/call-arguments.ts';

/** JSON text in which the order of properties says nothing: they are sorted, at every level. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) => {
    if (!isRecord(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
