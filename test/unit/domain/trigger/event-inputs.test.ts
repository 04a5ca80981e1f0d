import { describe, expect, it } from 'vitest';
import { inputPathViolations, inputsFromEvent } from '../../../../shared/domain/trigger/event-inputs.ts';
import { anEvent } from '../../../builders/a-trigger-desk.ts';

const inputSchema = {
  type: 'object' as const,
  properties: { text: { type: 'string' as const }, count: { type: 'integer' as const } },
  additionalProperties: false as const,
};
const event = anEvent({ detail: { order: { id: 'A-1', lines: 3, tags: ['new', 'big'] }, 'odd name': true } });

describe('inputs from an event', () => {
  it.each([
    ['text', '$.detail.order.id', 'A-1'],
    ['count', '$.detail.order.lines', 3],
    ['text', '$.detail.order.lines', '3'],
    ['text', '$.detail.order.tags[1]', 'big'],
    ['text', '$.detail.order.tags', '["new","big"]'],
    ['text', "$.detail['odd name']", 'true'],
    ['text', '$.detail-type', 'Order placed'],
    ['text', '$.source', 'shop'],
  ])('gives %s by %s', (input, path, value) => {
    expect(inputPathViolations({ [input]: path })).toEqual([]);
    expect(inputsFromEvent({ [input]: path }, event, { inputSchema })).toEqual({ [input]: value });
  });

  it.each(['$.detail.missing', '$.detail.order.id.deeper', '$.detail.order.tags[7]', '$.detail.constructor'])(
    'gives nothing by %s',
    (path) => expect(inputsFromEvent({ text: path }, event, { inputSchema })).toEqual({}),
  );

  it.each([
    'detail.order',
    '$',
    '$.',
    '$.account',
    '$.resources[0]',
    '$.detail..order',
    '$.detail[*]',
    '$.detail[?(@.a)]',
    "$.detail['a",
  ])('takes no path such as %s', (path) =>
    expect(inputPathViolations({ text: path })).toEqual([
      { path: 'event.inputsFrom.text', message: expect.stringContaining(path) },
    ]),
  );
});
