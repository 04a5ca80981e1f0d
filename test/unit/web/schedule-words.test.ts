import { expect, it } from 'vitest';
import { scheduleWords } from '../../../web/src/pages/trigger-editor/schedule-words.ts';

it.each([
  ['cron(0 8 ? * MON-FRI *)', 'At 08:00, Monday through Friday'],
  ['cron(0 8 ? * 2 *)', 'At 08:00, only on Monday'],
  ['cron(15 10 ? * 6L 2026-2027)', 'At 10:15, on the last Friday of the month, 2026 through 2027'],
  ['cron(0/5 * * * ? *)', 'Every 5 minutes'],
  ['rate(5 minutes)', 'Every 5 minutes'],
  ['rate(1 day)', 'Every day'],
  ['at(2026-12-31T08:00:00)', 'Once, at 2026-12-31 08:00:00'],
])('%s reads as: %s', (expression, words) => {
  expect(scheduleWords(expression)).toBe(words);
});

it.each(['', 'cron()', 'cron(* *)', 'every day', 'cron(x y ? * z *)'])('%j is not put into words', (expression) => {
  expect(scheduleWords(expression)).toBeUndefined();
});
