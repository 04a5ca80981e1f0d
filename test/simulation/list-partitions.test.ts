import { setImmediate as round } from 'node:timers/promises';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  LIST_WRITE_UNITS_A_SESSION,
  listShardsFor,
  PARTITION_WRITE_UNITS,
} from '../../infra/capacity/list-shards-for.ts';
import { auditRecordSchema } from '../../shared/domain/audit/audit-record.ts';
import { shardOf } from '../../shared/domain/scale/list-shards.ts';
import { sessionSummarySchema } from '../../shared/domain/session/session-summary.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import { derivedId } from '../../shared/runtime/derived-id.ts';
import { auditStore } from '../../shared/storage/audit-store.ts';
import { dueAttributes } from '../../shared/storage/control-rows.ts';
import { isTombstone, summaryRow } from '../../shared/storage/summary-row.ts';
import { keys } from '../../shared/storage/table-keys.ts';
import { benchAgent } from '../bench/bench-agent.ts';
import { anInProcessProduct } from '../builders/an-in-process-product.ts';
import { type Item, type RecordedWrite, recordedWrites } from '../builders/recorded-writes.ts';
import { type Charge, chargesOf, loadOf } from '../builders/write-load.ts';

const STARTS_A_SECOND = 1_000;
const SECONDS = 60;
const START = Date.UTC(2026, 10, 23, 9);

/** A short delay lasts as many rounds of the event loop as milliseconds; nothing waits for a long one. */
const roundsClock: Clock = {
  now: () => START,
  delay: async (ms, signal) => {
    if (ms > 1_000) await new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));
    for (let rounds = 0; rounds < ms; rounds += 1) {
      signal?.throwIfAborted();
      await round();
    }
  },
};

/** The writes of a session to partitions that other sessions write too, and its id. */
let life: RecordedWrite[];
let sessionOfLife: string;

beforeAll(async () => {
  const recorder = recordedWrites();
  const none = { LIMIT_USER_COMMANDS: 'none', LIMIT_TENANT_COMMANDS: 'none' };
  const product = await anInProcessProduct({ watch: recorder.watch, clock: roundsClock, settings: none });
  afterAll(product.close);
  // Its first answer takes long enough that the session is seen RUNNING.
  const agentId = await product.createAgent(
    benchAgent({ name: 'Look up', url: 'https://tool.example/', firstDelayMs: 900 }),
  );
  // What only the first start in a process writes is not of every session.
  await product.play(agentId);
  recorder.take();
  await product.play(agentId);
  const all = recorder.take();
  sessionOfLife = String(all.find(({ table }) => table === 'Sessions')?.after?.sessionId);
  // Some 30 other writes are of partitions that only this session has.
  life = all.filter((write) => shared(chargesOf(write), sessionOfLife).length > 0);
});

/** The id of the session that starts as the `number`th in this second. */
const idOf = (second: number, number: number) =>
  derivedId('session', START + second * 1_000 + number, `load ${number}`);

/** The writes of a session as those of another, its rows made by the production code. */
function asOf(sessionId: string, shards: number): RecordedWrite[] {
  const listShard = shardOf(sessionId, shards);
  const listShards = { '*': shards };
  const remade = (table: RecordedWrite['table'], item: Item | undefined): Item | undefined => {
    if (item === undefined) return undefined;
    if (table === 'Sessions' && !isTombstone(item))
      return summaryRow({ ...sessionSummarySchema.parse(item), sessionId, listShard });
    if (table === 'SessionControl')
      return {
        ...item,
        pk: keys.session('acme', sessionId),
        ...dueAttributes(sessionId, item.dueAt as number | undefined),
      };
    if (table === 'Audit')
      return auditRow(JSON.parse(JSON.stringify(item).replaceAll(sessionOfLife, sessionId)), listShards);
    return JSON.parse(JSON.stringify(item).replaceAll(sessionOfLife, sessionId));
  };
  return life.map(({ table, before, after }) => ({
    table,
    before: remade(table, before),
    after: remade(table, after),
  }));
}

function auditRow(item: Item, listShards: Record<string, number>): Item {
  let row: Item = {};
  const send = async ({ input }: { input: { Item: Item } }) => {
    row = input.Item;
  };
  const documentClient = { send } as unknown as DynamoDBDocumentClient;
  void auditStore({ documentClient, table: 'Audit', listShards }).putAudit(auditRecordSchema.parse(item));
  return row;
}

/** Partitions that more than one session writes: what only one does has that session's id. */
const shared = (charges: Charge[], sessionId: string) =>
  charges.filter(({ partition }) => !partition.includes(sessionId));

/** The most write units of a second on each partition, every session with all that it writes in the second of its start. */
function busiest(shards: number, seconds: number): Map<string, number> {
  const most = new Map<string, number>();
  for (let second = 0; second < seconds; second += 1) {
    const charges: Charge[] = [];
    for (let number = 0; number < STARTS_A_SECOND; number += 1) {
      const sessionId = idOf(second, number);
      charges.push(...shared(asOf(sessionId, shards).flatMap(chargesOf), sessionId));
    }
    for (const [place, units] of loadOf(charges)) most.set(place, Math.max(units, most.get(place) ?? 0));
  }
  return most;
}

const above = (load: Map<string, number>) => [...load].filter(([, units]) => units > PARTITION_WRITE_UNITS);

it('a session has the shard of its id in every list, from its start to its end', async () => {
  const recorder = recordedWrites();
  const settings = { LIST_SHARDS: '{"*":1,"acme":6}' };
  const product = await anInProcessProduct({ watch: recorder.watch, clock: roundsClock, settings });
  try {
    const agentId = await product.createAgent(benchAgent({ name: 'Short', url: 'https://tool.example/', turns: 1 }));
    const seen = new Set<number>();
    for (let number = 0; number < 20; number += 1) {
      recorder.take();
      await product.play(agentId);
      const rows = recorder.take().flatMap(({ table, after }) => (table === 'Sessions' && after ? [after] : []));
      const shard = shardOf(String(rows[0]?.sessionId), 6);
      const lists = rows.flatMap((row) =>
        ['startPartition', 'statusPartition', 'agentPartition', 'sourcePartition', 'projectPartition'].map(
          (name) => `${row[name]}`,
        ),
      );
      expect(lists.length).toBeGreaterThanOrEqual(10);
      for (const list of lists) expect(list.endsWith(`#${shard}`)).toBe(true);
      seen.add(shard);
    }
    expect(seen.size).toBeGreaterThan(2);
  } finally {
    await product.close();
  }
});

describe('1,000 starts a second of one tenant, with sessions of five turns', () => {
  it('write this of each session to partitions that sessions share', () => {
    const sessionId = idOf(0, 0);
    const load = loadOf(shared(asOf(sessionId, 1).flatMap(chargesOf), sessionId));
    const ofDue = [...load].filter(([place]) => place.startsWith('SessionControl.due'));
    const others = [...load].filter(([place]) => !place.startsWith('SessionControl.due'));
    expect(Object.fromEntries(others.map(([place, units]) => [place.replace(/agt_\w+/, 'agt'), units]))).toEqual({
      'Sessions.byStart T#acme#START#0': LIST_WRITE_UNITS_A_SESSION,
      'Sessions.byAgent T#acme#AGENT#agt#0': LIST_WRITE_UNITS_A_SESSION,
      'Sessions.bySource T#acme#SOURCE#MANUAL#Ada#0': LIST_WRITE_UNITS_A_SESSION,
      'Sessions.byProject T#acme#PROJECT#default#0': LIST_WRITE_UNITS_A_SESSION,
      'Sessions.byStatus T#acme#STATUS#PENDING#0': 2,
      'Sessions.byStatus T#acme#STATUS#RUNNING#0': 2,
      'Sessions.byStatus T#acme#STATUS#COMPLETED#0': 1,
      'Audit.byTime T#acme#AUDIT#0': 1,
    });
    expect(ofDue.map(([, units]) => units)).toEqual([2]);
  });

  it('with one shard put 3,000 write units a second on one partition, three times what it takes', () => {
    const load = busiest(1, 2);
    expect(Math.max(...load.values())).toBe(3_000);
    expect(above(load)).toHaveLength(6);
  });

  it('with the recommended shards stay below 1,000 on every partition of every table and index, in each of 60 seconds', () => {
    const shards = listShardsFor(STARTS_A_SECOND);
    expect(shards).toBe(6);
    const load = busiest(shards, SECONDS);
    expect(above(load)).toEqual([]);
    expect([...load.keys()].filter((place) => place.includes('#START#'))).toHaveLength(shards);
    // Spread: none has much more than its share of 500.
    expect(
      Math.max(...[...load].filter(([place]) => place.includes('#START#')).map(([, units]) => units)),
    ).toBeLessThan(700);
  });
});
