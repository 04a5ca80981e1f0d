import { AwsError } from '../aws-error.ts';
import type { PutEventsEntry } from './requests.ts';

/** An event as a rule's pattern and its target see it. */
export type BusEvent = {
  version: string;
  id: string;
  'detail-type': string;
  source: string;
  account: string;
  /** ISO, in whole seconds. */
  time: string;
  region: string;
  resources: string[];
  detail: Record<string, unknown>;
};

/** EventBridge's limit for all entries of a request together: 256 KB. */
const MAX_ENTRIES_BYTES = 256 * 1_024;
/** What EventBridge counts for a time that is given. */
const TIME_BYTES = 14;
/** JSON that nests deeper is malformed to EventBridge's reader. */
const MAX_DEPTH = 1_000;

/** @throws AwsError when the entries are too large together: none of them is taken then */
export function checkSize(entries: readonly PutEventsEntry[]): void {
  const bytes = entries.reduce((sum, entry) => sum + bytesOf(entry), 0);
  if (bytes <= MAX_ENTRIES_BYTES) return;
  throw new AwsError(
    'ValidationException',
    `Total size of the entries in the request is over the limit: ${bytes} of ${MAX_ENTRIES_BYTES} bytes.`,
  );
}

function bytesOf({ Time, Source = '', DetailType = '', Detail = '', Resources }: PutEventsEntry): number {
  const texts = [Source, DetailType, Detail, ...Resources];
  return texts.reduce((sum, text) => sum + Buffer.byteLength(text), Time === undefined ? 0 : TIME_BYTES);
}

export type RefusedEntry = { ErrorCode: string; ErrorMessage: string };
type Surroundings = { account: string; region: string; id: string; now: number };

/** Makes an event of an entry; what EventBridge would refuse is refused alone, the request's other entries are taken. */
export function readEntry(entry: PutEventsEntry, { account, region, id, now }: Surroundings): BusEvent | RefusedEntry {
  const { Source, DetailType, Detail, Resources, Time } = entry;
  if (!Source) return missing('Source');
  if (!DetailType) return missing('DetailType');
  if (!Detail) return missing('Detail');
  if (Source.startsWith('aws.')) {
    return { ErrorCode: 'NotAuthorizedForSourceException', ErrorMessage: 'Not authorized for the source.' };
  }
  const detail = readDetail(Detail);
  if (detail === undefined) return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
  const time = new Date(Time === undefined ? now : Time * 1_000).toISOString().replace(/\.\d+Z$/, 'Z');
  return {
    ...{ version: '0', id, 'detail-type': DetailType, source: Source, account, time, region },
    ...{ resources: Resources, detail },
  };
}

function missing(name: string): RefusedEntry {
  const reason = `Parameter ${name} is not valid. Reason: ${name} is a required argument.`;
  return { ErrorCode: 'InvalidArgument', ErrorMessage: reason };
}

function readDetail(text: string): Record<string, unknown> | undefined {
  try {
    const detail: unknown = JSON.parse(text);
    return isObject(detail) && !isDeeperThan(detail, MAX_DEPTH) ? detail : undefined;
  } catch {
    return undefined;
  }
}

function isDeeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => isDeeperThan(inner, levels - 1));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
