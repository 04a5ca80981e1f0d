import { describe, expect, it } from 'vitest';
import { triggerAnswerSchema } from '../../../shared/contracts/trigger-routes.ts';
import { draftedTrigger, NEW_TRIGGER, triggerDraftOf } from '../../../web/src/pages/trigger-editor/trigger-draft.ts';

const written = [
  {
    name: 'Nightly',
    agentId: 'agt_1',
    type: 'SCHEDULE',
    enabled: true,
    inputs: { a: 1 },
    schedule: { expression: 'rate(1 day)', timezone: 'Europe/Berlin', startAt: '2026-12-01T00:00:00Z' },
  },
  {
    name: 'Order',
    agentId: 'agt_1',
    type: 'EVENT',
    enabled: false,
    event: { pattern: { source: ['shop'] }, inputsFrom: { id: '$.detail.id' } },
  },
  { name: 'By hand', agentId: 'agt_1', type: 'MANUAL', enabled: true },
];
const record = { triggerId: 'trg_1', version: 3, lastFiredAt: null, lastSessionId: null, lastError: null };
const times = { createdAt: '2026-03-12T19:03:58.000Z', updatedAt: '2026-03-12T19:03:58.000Z' };
const ada = { userId: 'ada', name: 'ada' };

describe('the draft of a trigger', () => {
  it.each(written)('holds all of $name', (definition) => {
    const answer = triggerAnswerSchema.parse({ ...definition, ...record, ...times, createdBy: ada, updatedBy: ada });
    expect(draftedTrigger(triggerDraftOf(answer)).definition).toEqual(definition);
  });

  it('says by field what is wrong', () => {
    const draft = { ...NEW_TRIGGER, name: 'A', agentId: 'agt_1', type: 'EVENT', pattern: '{', inputs: '[' } as const;
    expect(draftedTrigger(draft).errors).toMatchObject({
      'event.pattern': expect.anything(),
      inputs: expect.anything(),
    });
    expect(draftedTrigger({ ...NEW_TRIGGER, expression: '', startAt: 'soon' }).errors).toEqual({
      name: 'Write a name.',
      agentId: 'Choose an agent.',
      'schedule.expression': 'Write when it runs.',
      'schedule.startAt': 'Write a time such as 2026-12-01T00:00:00Z.',
    });
  });
});
