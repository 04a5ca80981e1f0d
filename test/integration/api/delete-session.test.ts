import { DescribeExecutionCommand } from '@aws-sdk/client-sfn';
import { BatchWriteCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { commandApiHandler } from '../../../functions/api/command-api.ts';
import { type Dependencies, dependencies } from '../../../functions/dependencies.ts';
import { sweepOutboxesHandler } from '../../../functions/session-lifecycle/sweep-outboxes.ts';
import { agentSchema } from '../../../shared/domain/agent/agent.ts';
import { changeSession } from '../../../shared/effects/change-session.ts';
import { startSession } from '../../../shared/effects/start-session.ts';
import { sweepSession } from '../../../shared/effects/sweep-session.ts';
import { keys } from '../../../shared/storage/table-keys.ts';
import { asksFor, type Json } from '../../builders/a-caller.ts';
import { aLaptop } from '../../builders/a-laptop.ts';
import { ada, sessionIn } from '../../builders/a-session.ts';
import { aToolService } from '../../builders/a-tool-service.ts';
import { anApiRequest, aToken } from '../../builders/an-api-request.ts';
import { anUndrivenSession, besideLaptop, everyItem } from '../../builders/beside-a-laptop.ts';
import { localTables } from '../../builders/local-tables.ts';
import { until } from '../../builders/until.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const service = await aToolService();
afterAll(service.close);
const laptop = await aLaptop({ toolHostsAllowed: [service.host] });
const deps = besideLaptop(laptop.address);

/** The product's parts with a clock that is ahead. */
function later(ms: number): Dependencies {
  const clock = { ...deps.clock, now: () => Date.now() + ms };
  return dependencies({ ...deps, clock });
}

const keyOf = (sessionId: string) => ({ tenantId: 'demo', sessionId });
const itemsOf = async (sessionId: string) => (await everyItem(deps)).filter((item) => item.includes(sessionId));

/** Every URL that speaks of a session. */
async function urlsOf(sessionId: string): Promise<number[]> {
  const at = `/sessions/${sessionId}`;
  const reads = [at, `${at}/activity`, `${at}/activity/1`, `${at}/activity/3?part=output`];
  const answers = await Promise.all([
    ...reads.map((path) => laptop.call('GET', path)),
    ...['pause', 'resume', 'cancel'].map((command) => laptop.call('POST', `${at}/${command}`)),
    laptop.call('DELETE', at),
  ]);
  return answers.map(({ status }) => status);
}

describe('what a deleted session held', () => {
  const CANARY = 'canary-7f3a91c2e5';
  let sessionId: string;
  let before: string[];

  beforeAll(async () => {
    const secret = `${CANARY} ${'y'.repeat(2_000)}`;
    const agentId = await laptop.anAgentWith(
      [
        {
          text: 'Looking up {{ inputs.what }}',
          reasoning: '{{ inputs.what }}',
          ...asksFor(['look', { what: '{{ inputs.what }}' }]),
        },
      ],
      [service.tool('look', '/held/canary', { body: { what: '{{ what }}' } })],
      {
        instructions: 'Look up {{ what }}.',
        inputSchema: { type: 'object', properties: { what: { type: 'string' } }, required: ['what'] },
      },
    );
    service.on('/held/canary', (_, response) => response.writeHead(200).end(`${CANARY}${'z'.repeat(900_000)}`));
    const started = await laptop.call(
      'POST',
      '/sessions',
      { agentId, inputs: { what: secret } },
      { 'idempotency-key': CANARY },
    );
    sessionId = started.body.sessionId;
    await service.arrived('/held/canary');
    await laptop.ask('POST', `/sessions/${sessionId}/pause`, { reason: `Because of ${CANARY}` });
    service.release('/held/canary');
    await laptop.waitFor(sessionId, ({ status }) => status === 'PAUSED');
    await laptop.ask('POST', `/sessions/${sessionId}/cancel`, { reason: `Still because of ${CANARY}` });
    await laptop.ended(sessionId);
    before = await everyItem(deps);
    expect((await laptop.call('DELETE', `/sessions/${sessionId}`)).status).toBe(204);
  });

  it('was there before: in the control item, the summary, entries and parts of bodies', () => {
    const holders = before.filter((item) => item.includes(CANARY)).map((item) => JSON.parse(item));
    expect(holders.filter(({ table }) => table === 'SessionControl')).toHaveLength(1);
    expect(holders.filter(({ table }) => table === 'Activity').length).toBeGreaterThan(6);
    expect(holders.some(({ sk }) => sk?.startsWith('B#'))).toBe(true);
    expect(before.filter((item) => JSON.parse(item).sk?.startsWith('B#')).length).toBeGreaterThan(4);
  });

  it('is out of reach as soon as the delete is answered', async () => {
    expect(await urlsOf(sessionId)).toEqual(Array.from({ length: 8 }, () => 404));
    expect((await laptop.ask('GET', '/sessions?limit=100')).items.map((row: Json) => row.sessionId)).not.toContain(
      sessionId,
    );
    const left = (await itemsOf(sessionId)).map((item) => JSON.parse(item));
    expect(left.filter(({ table }) => table === 'Activity')).toEqual([]);
    const tombstone = { table: 'Sessions', pk: keys.session('demo', sessionId), v: expect.any(Number), deleted: true };
    expect(left.filter(({ table }) => table === 'Sessions')).toEqual([tombstone]);
  });

  it('is gone from every table after the second purge, but for who deleted which session when', async () => {
    const early = await sweepSession(keyOf(sessionId), later(19 * MINUTE));
    expect(early).toBe('nothing');
    expect(await sweepSession(keyOf(sessionId), later(21 * MINUTE))).toBe('performed');
    const after = await everyItem(deps);
    expect(after.filter((item) => item.includes(CANARY))).toEqual([]);
    expect(
      after
        .filter((item) => item.includes(sessionId))
        .map((item) => JSON.parse(item))
        .sort((a, b) => (a.table + a.pk < b.table + b.pk ? -1 : 1)),
    ).toEqual([
      {
        table: 'Audit',
        pk: `T#demo#AUD#${sessionId}-deletion`,
        timePartition: 'T#demo#AUDIT#0',
        atSort: expect.stringMatching(new RegExp(`^2.*Z#${sessionId}-deletion$`)),
        tenantId: 'demo',
        recordId: `${sessionId}-deletion`,
        at: expect.any(Number),
        actor: { userId: 'ada', name: 'ada' },
        actorId: 'ada',
        action: 'deleteSession',
        object: { kind: 'session', id: sessionId },
        objectId: sessionId,
        ownerId: sessionId,
        project: 'default',
        via: { kind: 'token' },
        entries: 7,
      },
      // The Idempotency-Key of its start: hashes, for 24 h.
      {
        table: 'Catalog',
        pk: 'T#demo#IDEMPOTENCY',
        sk: expect.any(String),
        bodyHash: expect.any(String),
        expiresAt: expect.any(Number),
        id: sessionId,
      },
      {
        table: 'SessionControl',
        pk: keys.session('demo', sessionId),
        deleted: true,
        version: expect.any(Number),
        writeId: expect.any(String),
        expiresAt: expect.any(Number),
      },
      { table: 'Sessions', pk: keys.session('demo', sessionId), v: expect.any(Number), deleted: true },
    ]);
    expect(await urlsOf(sessionId)).toEqual(Array.from({ length: 8 }, () => 404));
  });

  it('F24b a late duplicate of its start does not bring it back, nor leaves anything behind', async () => {
    const [row] = (await laptop.ask('GET', '/agents?limit=100')).items;
    const agent = agentSchema.parse(await laptop.ask('GET', `/agents/${row.agentId}`));
    const again = {
      tenantId: 'demo',
      sessionId,
      agent: { ...agent, instructions: `${CANARY}${'x'.repeat(5_000)}` },
      inputs: {},
      createdBy: ada,
    };
    const start = { ...again, trigger: { type: 'MANUAL' as const, source: { name: 'Ada' } } };
    expect(await startSession(start, deps)).toBeUndefined();
    expect((await everyItem(deps)).filter((item) => item.includes(CANARY))).toEqual([]);
    expect(await urlsOf(sessionId)).toEqual(Array.from({ length: 8 }, () => 404));
    const recent = await anUndrivenSession(deps, 'COMPLETED');
    await laptop.call('DELETE', `/sessions/${recent}`);
    expect(await startSession({ ...start, sessionId: recent }, deps)).toBeUndefined();
    expect((await everyItem(deps)).filter((item) => item.includes(CANARY))).toEqual([]);
    expect((await laptop.call('GET', `/sessions/${recent}`)).status).toBe(404);
  });
});

describe('a start that is repeated with the Idempotency-Key of a deleted session', () => {
  it('is a conflict that says so', async () => {
    const agentId = await laptop.anAgentWith([{ text: 'done' }]);
    const start = () => laptop.call('POST', '/sessions', { agentId }, { 'idempotency-key': 'twice' });
    const { sessionId } = (await start()).body;
    await laptop.ended(sessionId);
    expect((await laptop.call('DELETE', `/sessions/${sessionId}`)).status).toBe(204);
    expect((await start()).body).toMatchObject({ status: 409, code: 'CONFLICT' });
    await sweepSession(keyOf(sessionId), later(21 * MINUTE));
    expect((await start()).body.detail).toContain('was deleted. Use a new key');
  });
});

describe('delete', () => {
  it('stops an execution that still waits', async () => {
    const sessionId = await laptop.start(await laptop.anAgentWith([{ text: 'done', delayMs: 200 }]));
    await laptop.ask('POST', `/sessions/${sessionId}/pause`).catch(() => undefined);
    await laptop.waitFor(sessionId, ({ status }) => status === 'RUNNING' || status === 'PAUSED');
    await laptop.ask('POST', `/sessions/${sessionId}/pause`);
    await until(
      async () => (await deps.control.read(keyOf(sessionId)))?.token,
      () => 'a stored token',
    );
    // The cancel is written, and whoever was to release the execution dies.
    await changeSession(keyOf(sessionId), { type: 'cancel', by: ada }, deps);
    expect(await executionOf(sessionId)).toBe('RUNNING');
    expect((await laptop.call('DELETE', `/sessions/${sessionId}`)).status).toBe(204);
    expect(await executionOf(sessionId)).toBe('ABORTED');
  });

  it('that could not hide the session yet is a 503, and a repeat hides it', async () => {
    const sessionId = await anUndrivenSession(deps, 'FAILED');
    const projections = { ...deps.projections, putTombstone: () => Promise.reject(new Error('throttled')) };
    const failing = commandApiHandler({ ...deps, projections, reportFailure: () => undefined });
    const request = anApiRequest({
      method: 'DELETE',
      path: `/sessions/${sessionId}`,
      claims: aToken({ tenant: 'demo' }),
    });
    for (const _ of ['first', 'second']) {
      const answer = await failing(request, {});
      expect([answer.statusCode, JSON.parse(answer.body).code]).toEqual([503, 'UNAVAILABLE']);
    }
    expect((await laptop.call('GET', `/sessions/${sessionId}`)).status).toBe(200);
    expect((await laptop.call('DELETE', `/sessions/${sessionId}`)).status).toBe(404);
    expect(await urlsOf(sessionId)).toEqual(Array.from({ length: 8 }, () => 404));
  });

  it('F24 wins over a save that is under way: what is written late is not shown, and purged', async () => {
    const sessionId = await anUndrivenSession(deps, 'CANCELED', 'in flight');
    const late = await deps.control.read(keyOf(sessionId));
    expect((await laptop.call('DELETE', `/sessions/${sessionId}`)).status).toBe(204);
    // A write on what was read before is refused; late projections of an older version are harmless.
    expect(await deps.control.save(late!, { ...late!, version: late!.version + 1 })).toBe(false);
    await deps.projections.putEntry(keyOf(sessionId), {
      seq: 99,
      v: 3,
      at: 1,
      kind: 'RESPONSE',
      state: 'SUCCEEDED',
      text: { text: 'late' },
    } as Json);
    expect(await urlsOf(sessionId)).toEqual(Array.from({ length: 8 }, () => 404));
    await sweepSession(keyOf(sessionId), later(21 * MINUTE));
    expect(
      (await itemsOf(sessionId)).map((item) => JSON.parse(item)).filter(({ table }) => table === 'Activity'),
    ).toEqual([]);
    // Nor does a write that knows nothing of it create it anew.
    expect(await deps.control.save(late!, { ...late!, version: late!.version + 1 })).toBe(false);
    expect(await changeSession(keyOf(sessionId), { type: 'recover', run: 1 }, deps)).toBeUndefined();
  });
});

describe('retention', () => {
  it('deletes an ended session when its days are over, by the same road', async () => {
    const agentId = await laptop.anAgentWith([{ text: 'done' }]);
    const agent = agentSchema.parse(await laptop.ask('GET', `/agents/${agentId}`));
    const sessionId = deps.newId('session');
    const start = { tenantId: 'demo', sessionId, agent, inputs: {}, createdBy: ada };
    await startSession(
      { ...start, trigger: { type: 'MANUAL', source: { name: 'Ada' } } },
      { ...deps, retentionDays: 30 },
    );
    await laptop.ended(sessionId);
    const sweep = (ms: number) =>
      sweepOutboxesHandler(later(ms))({}, { requestId: 'sweep', remainingMs: () => 60_000 });
    await sweep(30 * DAY - MINUTE);
    expect((await laptop.call('GET', `/sessions/${sessionId}`)).status).toBe(200);
    await sweep(30 * DAY + MINUTE);
    expect(await urlsOf(sessionId)).toEqual(Array.from({ length: 8 }, () => 404));
    const lines = (await itemsOf(sessionId)).map((item) => JSON.parse(item));
    expect(lines.find(({ pk }) => pk.endsWith('-deletion'))).toMatchObject({ actor: null, entries: 4 });
    await sweep(30 * DAY + 22 * MINUTE);
    expect((await itemsOf(sessionId)).some((item) => item.includes('state'))).toBe(false);
  });
});

async function executionOf(sessionId: string) {
  const executionArn = `${deps.environment.STATE_MACHINE_ARN.replace(':stateMachine:', ':execution:')}:${sessionId}.1`;
  return (await deps.stepFunctions.send(new DescribeExecutionCommand({ executionArn }))).status;
}

describe('a session of 10,000 entries', () => {
  const ENTRIES = 10_000;

  it.each([0, 4])('is gone entirely, when the purge is cut %i times too', async (cuts) => {
    const tables = await localTables();
    onTestFinished(tables.close);
    const control = sessionIn('COMPLETED');
    const { tenantId, sessionId } = control.head;
    const pk = keys.session(tenantId, sessionId);
    const rows = Array.from({ length: ENTRIES }, (_, index) => ({
      pk,
      sk: keys.entry(index + 1),
      note: 'x'.repeat(200),
    }));
    for (let at = 0; at < ENTRIES; at += 25) {
      const requests = rows.slice(at, at + 25).map((Item) => ({ PutRequest: { Item } }));
      await tables.documentClient.send(new BatchWriteCommand({ RequestItems: { Activity: requests } }));
    }
    let batches = 0;
    const cutAt = new Set(Array.from({ length: cuts }, (_, index) => 20 + index * 90));
    const documentClient: Json = {
      send: (command: Json) => {
        if (command instanceof BatchWriteCommand && cutAt.has(batches++)) throw new Error('the process is killed');
        return tables.documentClient.send(command);
      },
    };
    const nothing = { start: async () => {}, stop: async () => {}, sendToken: async () => {} };
    let now = Date.now();
    const clock = { ...deps.clock, now: () => now };
    const purging = {
      ...dependencies({ ...deps, documentClient, clock }),
      executions: nothing,
      reportFailure: () => undefined,
    };
    await purging.control.create({ ...control, effects: [], dueAt: undefined });
    const count = async () => {
      const answer = await tables.documentClient.send(
        new QueryCommand({
          TableName: 'Activity',
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: { ':pk': pk },
        }),
      );
      return answer.LastEvaluatedKey === undefined ? (answer.Count ?? 0) : ENTRIES;
    };

    const command = commandApiHandler(purging);
    const answer = await command(
      anApiRequest({ method: 'DELETE', path: `/sessions/${sessionId}`, claims: aToken({ tenant: tenantId }) }),
      {},
    );
    expect(answer.statusCode).toBe(204);
    expect((await count()) === 0).toBe(cuts === 0);
    let sweeps = 0;
    while ((await count()) > 0) {
      sweeps += 1;
      now += MINUTE;
      const due = await Promise.all(Array.from({ length: 16 }, (_, shard) => purging.control.due(shard, now, 10)));
      expect(due.flat()).toEqual([{ kind: 'session', tenantId, id: sessionId }]);
      await sweepSession({ tenantId, sessionId }, purging);
    }
    expect(sweeps).toBe(cuts);
    now += 21 * MINUTE;
    await sweepSession({ tenantId, sessionId }, purging);
    expect(await purging.control.read({ tenantId, sessionId })).toBeUndefined();
  });
});
