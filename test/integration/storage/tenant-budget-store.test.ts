import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, describe, expect, it } from 'vitest';
import type { Amount } from '../../../shared/domain/session/spending.ts';
import { keys } from '../../../shared/storage/table-keys.ts';
import { readTenantDay, tenantBudgetStore } from '../../../shared/storage/tenant-budget-store.ts';
import { localTables } from '../../builders/local-tables.ts';

const DAY = '2026-11-23';
const { documentClient, close } = await localTables();
afterAll(close);
const table = { documentClient, table: 'RateLimits' };
/** Of the 400 KB that an item may have, all but what one lease needs at least. */
const FULL_BYTES = 409_600 - 200;
let tenants = 0;

/** A tenant whose day has this limit. */
function aTenant(limit: Partial<Amount>) {
  tenants += 1;
  const tenantId = `tenant-${tenants}`;
  const store = tenantBudgetStore({ ...table, limit: { tokens: 0, costUsd: 0, ...limit } });
  return {
    block: store.block,
    take: (sessionId: string, tokens: number, { block = 1, least = tokens, held = 0, costUsd = 0, lease = 2 } = {}) =>
      store.take({
        ...{ tenantId, sessionId, day: DAY, lease, block },
        ...{ amount: { tokens, costUsd }, least: { tokens: least, costUsd }, held: { tokens: held, costUsd: 0 } },
      }),
    giveBack: (sessionId: string, tokens: number, { costUsd = 0, lease = 2 } = {}) =>
      store.giveBack({ tenantId, sessionId, day: DAY, lease, spent: { tokens, costUsd } }),
    day: () => readTenantDay(table, tenantId, DAY),
    /** What the leases of others take, in bytes. */
    fill: (bytes: number) =>
      documentClient.send(
        new UpdateCommand({
          TableName: table.table,
          Key: { pk: keys.tenantDay(tenantId, DAY) },
          UpdateExpression: 'SET filler = :filler',
          ExpressionAttributeValues: { ':filler': 'x'.repeat(bytes) },
        }),
      ),
  };
}
const tokens = (leased: number, spent: number) => ({
  leased: { tokens: leased, costUsd: 0 },
  spent: { tokens: spent, costUsd: 0 },
});

describe("a tenant's budget of a day", () => {
  it('is leased in fiftieths, and not at all without a limit', () => {
    expect(aTenant({ tokens: 1_001, costUsd: 10 }).block).toEqual({ tokens: 21, costUsd: 0.2 });
    expect(aTenant({}).block).toBeUndefined();
  });

  it('never leases more than it has, to whoever asks at the same time', async () => {
    const tenant = aTenant({ tokens: 1_000 });
    const answers = await Promise.all(Array.from({ length: 30 }, (_, index) => tenant.take(`ses_${index}`, 90)));
    expect(answers.filter((answer) => 'amount' in answer)).toHaveLength(11);
    const refused = answers.flatMap((answer) => ('failure' in answer ? [answer.failure] : []));
    expect(refused).toHaveLength(19);
    expect(refused[0]).toMatchObject({ category: 'BUDGET_SPENT', message: expect.stringContaining('1000 tokens') });
    expect(await tenant.day()).toEqual(tokens(990, 0));
  });

  it('leases what is left when that is enough', async () => {
    const tenant = aTenant({ tokens: 100 });
    await tenant.take('ses_1', 70);
    expect(await tenant.take('ses_2', 70, { least: 20 })).toEqual({ amount: { tokens: 30, costUsd: 0 } });
    expect(await tenant.take('ses_3', 70, { least: 1 })).toMatchObject({ failure: { category: 'BUDGET_SPENT' } });
  });

  it('leases a block once, however often it is asked for it', async () => {
    const tenant = aTenant({ tokens: 100 });
    const answers = await Promise.all(Array.from({ length: 5 }, () => tenant.take('ses_1', 60)));
    expect(answers).toEqual(Array(5).fill({ amount: { tokens: 60, costUsd: 0 } }));
    expect(await tenant.take('ses_1', 40, { block: 2, held: 60 })).toEqual({ amount: { tokens: 40, costUsd: 0 } });
    expect(await tenant.take('ses_1', 40, { block: 2, held: 60 })).toEqual({ amount: { tokens: 40, costUsd: 0 } });
    expect(await tenant.day()).toEqual(tokens(100, 0));
  });

  it('gets back what was not spent, once', async () => {
    const tenant = aTenant({ tokens: 100 });
    await tenant.take('ses_1', 60);
    await tenant.take('ses_1', 40, { block: 2, held: 60 });
    await Promise.all([1, 2, 3].map(() => tenant.giveBack('ses_1', 70)));
    expect(await tenant.day()).toEqual(tokens(70, 70));
    await tenant.take('ses_1', 20, { lease: 9 });
    await tenant.giveBack('ses_1', 70);
    expect(await tenant.day()).toEqual(tokens(90, 70));
  });

  it('counts what was spent beyond the lease', async () => {
    const tenant = aTenant({ tokens: 100 });
    await tenant.take('ses_1', 60);
    await tenant.giveBack('ses_1', 130);
    expect(await tenant.day()).toEqual(tokens(130, 130));
    expect(await tenant.take('ses_2', 1)).toMatchObject({ failure: { message: expect.stringContaining('130 are') } });
  });

  it('changes nothing for a session that never leased', async () => {
    const tenant = aTenant({ tokens: 100 });
    await tenant.giveBack('ses_1', 0);
    expect(await tenant.day()).toEqual(tokens(0, 0));
  });

  it('has room for so many leases, and says so to who finds none; who has one keeps it and gives it back', async () => {
    const tenant = aTenant({ tokens: 100 });
    await tenant.take('ses_1', 60);
    await tenant.fill(FULL_BYTES);
    expect(await tenant.take('ses_2', 10)).toEqual({
      failure: { category: 'BUDGET_SPENT', message: expect.stringContaining('Too many sessions of this tenant') },
      isFull: true,
    });
    expect(await tenant.take('ses_1', 60)).toEqual({ amount: { tokens: 60, costUsd: 0 } });
    expect(await tenant.take('ses_1', 20, { block: 2, held: 60 })).toEqual({ amount: { tokens: 20, costUsd: 0 } });
    await tenant.giveBack('ses_2', 0);
    expect(await tenant.day()).toEqual(tokens(80, 0));
    await tenant.giveBack('ses_1', 70);
    expect(await tenant.take('ses_2', 10)).toEqual({ amount: { tokens: 10, costUsd: 0 } });
    expect(await tenant.day()).toEqual(tokens(80, 70));
  });

  it('that is spent and full is said to be spent', async () => {
    const tenant = aTenant({ tokens: 100 });
    await tenant.take('ses_1', 100);
    await tenant.fill(FULL_BYTES);
    const refused = await tenant.take('ses_2', 1);
    expect(refused).toMatchObject({ failure: { message: expect.stringContaining('100 tokens does not suffice') } });
    expect(refused).not.toHaveProperty('isFull');
  });

  it('is counted in millionths of a dollar', async () => {
    const tenant = aTenant({ costUsd: 0.3 });
    for (const name of ['ses_1', 'ses_2', 'ses_3']) {
      expect(await tenant.take(name, 0, { costUsd: 0.1 })).toEqual({ amount: { tokens: 0, costUsd: 0.1 } });
    }
    expect(await tenant.take('ses_4', 0, { costUsd: 0.000_001 })).toMatchObject({
      failure: {
        message: expect.stringMatching(/budget of 0.3 US dollars does not suffice .*: 0.3 .*TENANT_DAILY_COST_USD/),
      },
    });
    await tenant.giveBack('ses_1', 5, { costUsd: 0.012_345_6 });
    expect(await tenant.day()).toEqual({
      leased: { tokens: 5, costUsd: 0.212_346 },
      spent: { tokens: 5, costUsd: 0.012_346 },
    });
  });
});
