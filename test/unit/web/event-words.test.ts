import { describe, expect, it } from 'vitest';
import { eventWords } from '../../../web/src/pages/trigger-editor/event-words.ts';

describe('the events that start a trigger', () => {
  it.each([
    [{ source: ['shop'] }, 'Any event from shop'],
    [{ source: ['shop', 'web'], 'detail-type': ['Order placed'] }, 'Event Order placed from shop or web'],
    [{ 'detail-type': [{ prefix: 'Order' }] }, 'Event {"prefix":"Order"}'],
    [{ source: ['shop'], detail: { big: [true] } }, 'Any event from shop, with conditions on its detail'],
    [{ detail: {}, $or: [] }, 'Any event, with conditions on its detail and alternatives'],
  ])('are said of %j', (pattern, words) => {
    expect(eventWords(pattern)).toBe(words);
  });
});
