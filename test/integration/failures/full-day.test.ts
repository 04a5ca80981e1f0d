import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from 'vitest';
import { dayOf } from '../../../shared/domain/session/daily-allowance.ts';
import { keys } from '../../../shared/storage/table-keys.ts';
import { aHandDrivenService } from '../../builders/a-hand-driven-service.ts';
import { START } from '../../builders/a-session.ts';

const service = await aHandDrivenService({ TENANT_DAILY_TOKENS: '10000000' });
const turns = [{ text: 'done' }];

async function othersHold(bytes: number) {
  const day = new UpdateCommand({
    TableName: 'RateLimits',
    Key: { pk: keys.tenantDay('demo', dayOf(START)) },
    UpdateExpression: 'SET filler = :filler',
    ExpressionAttributeValues: { ':filler': 'x'.repeat(bytes) },
  });
  await service.documentClient.send(day);
}

describe("a session that finds no room in its tenant's day", () => {
  it('ends, says when to start again, and is reported once; a later one finds room', async () => {
    const reports: [string, Record<string, unknown>][] = [];
    service.deps.reportFailure = (...report) => void reports.push(report);
    await othersHold(409_600 - 100);
    const key = await service.start(turns);
    expect(await service.advance(key)).toMatchObject({ next: 'FAILED', error: 'BUDGET_SPENT' });
    const { status, error, effects } = await service.control(key);
    expect([status, effects]).toEqual(['FAILED', []]);
    expect(error?.message).toBe(
      'Too many sessions of this tenant hold a share of its daily budget of 2026-11-23 at the moment: there is no room to note another one. Nothing was spent for this step. Start again when others have ended.',
    );
    expect(reports).toEqual([["no room in the tenant's day", { ...key, day: '2026-11-23' }]]);
    await othersHold(0);
    expect((await service.advance(await service.start(turns))).next).toBe('COMPLETED');
    expect(reports).toHaveLength(1);
  });
});
