import { DynamoDBDocumentClient, GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { listActivity } from '../../../functions/api/sessions/list-activity.ts';
import type { ReadDeps } from '../../../functions/api/sessions/session-reads.ts';
import type { EntryResponse } from '../../../shared/contracts/entry-response-schema.ts';
import { NotFound } from '../../../shared/contracts/refusal.ts';
import { isResolved } from '../../../shared/domain/session/entry.ts';
import { readEnvironment } from '../../../shared/runtime/environment.ts';
import { tableNames } from '../../../shared/runtime/table-names.ts';
import { summaryRow } from '../../../shared/storage/summary-row.ts';
import { keys } from '../../../shared/storage/table-keys.ts';
import { evidenceOf } from './evidence.ts';
import { expectInvariant } from './invariant-broken.ts';
import { admin } from './people.ts';
import { portsOf } from './ports.ts';
import { call, type Process, spawn } from './process.ts';
import { after, type World } from './world.ts';

const API_LIMIT_MS = 29_000;
const MOST_POLLS = 12;

type Reader = { sessionId: string; known: Map<number, string>; next: number; polls: number };

/** Somebody follows the activity of a session, asking again from `next`, and must see the final state of every entry. */
export function follow(world: World, sessionId: string): void {
  const reader: Reader = { sessionId, known: new Map(), next: 0, polls: 0 };
  after(world, world.random.below(3_000), () => poll(world, reader));
}

function poll(world: World, reader: Reader): void {
  reader.polls += 1;
  spawn(
    world,
    { name: 'reader', limitMs: API_LIMIT_MS },
    (process) => readOn(world, process, reader),
    (ending) => {
      const isOver = ending.how === 'answered' && ending.result;
      if (isOver || reader.polls >= MOST_POLLS) return;
      const pauseMs = world.random.chance(0.7) ? world.random.below(1_000) : world.random.below(30_000);
      after(world, pauseMs, () => poll(world, reader));
    },
  );
}

/** One round: all pages from `next` on. True when the feed is complete, or the session is gone. */
async function readOn(world: World, process: Process, reader: Reader): Promise<boolean> {
  const limit = world.random.pick([1, 3, 200]);
  let from = reader.next;
  let next: number | undefined;
  for (;;) {
    const answer = await ask(world, process, { ...reader, from, limit }).catch((error: unknown) => {
      if (error instanceof NotFound) return undefined;
      throw error;
    });
    if (answer === undefined) return true;
    for (const item of answer.items) reader.known.set(item.seq, item.state);
    next ??= answer.next;
    const last = answer.items.at(-1);
    if (answer.more && last !== undefined) {
      from = last.seq;
      continue;
    }
    checkPassed(world, process, reader, next);
    const isComplete = answer.complete && next === answer.next;
    reader.next = Math.max(reader.next, next);
    return isComplete;
  }
}

/** I10: what `next` has passed was given in the state that it has for ever. */
function checkPassed(world: World, process: Process, { sessionId, known }: Reader, next: number): void {
  const { entries, isDeleted } = evidenceOf(world.evidence, sessionId);
  if (isDeleted) return; // its entries may be gone between two reads
  for (let seq = 1; seq <= next; seq += 1) {
    const entry = entries.get(seq);
    const isFinal = entry !== undefined && isResolved(entry) && known.get(seq) === entry.state;
    const message = () => `${process.name} of ${sessionId} passed ${seq} as ${known.get(seq)}: it is ${entry?.state}`;
    expectInvariant(isFinal, 'I10', message);
  }
}

async function ask(
  world: World,
  process: Process,
  { sessionId, from, limit }: { sessionId: string; from: number; limit: number },
): Promise<{ items: EntryResponse[]; next: number; more: boolean; complete: boolean }> {
  const { body } = await listActivity(
    {
      params: { sessionId },
      query: { after: from, limit, kind: undefined },
      body: undefined,
      caller: admin,
      idempotencyKey: undefined,
      ifMatch: undefined,
      requestId: process.name,
      remainingMs: () => process.diesAt - world.now,
    },
    readDeps(world, process),
  );
  return body;
}

/** The projections as the API's stores read them: single reads, at different moments. */
function readDeps(world: World, process: Process): ReadDeps {
  const environment = readEnvironment({});
  const tables = tableNames(environment);
  const client: DynamoDBDocumentClient = Object.create(DynamoDBDocumentClient.prototype);
  const send = (command: unknown) =>
    call<unknown>(world, process, { site: 'feed.read', apply: () => answerOf(world, command) });
  return { documentClient: Object.assign(client, { send }), tables, environment, clock: portsOf(world, process).clock };
}

function answerOf({ tables }: World, command: unknown): unknown {
  if (command instanceof GetCommand) {
    const row = tables.summaries.get(sessionIn(command.input.Key?.pk));
    if (row === undefined) return {};
    return { Item: row.summary === undefined ? { v: row.v, deleted: true } : summaryRow(row.summary) };
  }
  if (!(command instanceof QueryCommand)) throw new Error('the feed asks for something else');
  const { ':pk': pk, ':first': first } = command.input.ExpressionAttributeValues ?? {};
  const entries = tables.readEntries(sessionIn(pk));
  return { Items: entries.filter(({ seq }) => keys.entry(seq) >= `${first}`) };
}

function sessionIn(pk: unknown): string {
  return keys.parseControl(`${pk}`)?.id ?? '';
}
