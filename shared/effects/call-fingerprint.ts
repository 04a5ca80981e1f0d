import { createHash } from 'node:crypto';
import { callArguments, isRecord } from '../domain/session/call-arguments.ts';

/** Names a call by its tool and what its arguments say, in whatever order and spacing they were written: 64 bits in hex. */
export function callFingerprint(toolName: string, input: string): string {
  const args = callArguments(input);
  const said = args === undefined ? input : JSON.stringify(sorted(args));
  return createHash('sha256').update(`${toolName}\n${said}`).digest('hex').slice(0, 16);
}

/** The same value with the keys of every object in order. Arguments are at most 100 levels deep. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isRecord(value)) return value;
  const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}
