import cronstrue from 'cronstrue';

/** A schedule expression of EventBridge in plain words; `undefined` for what is none (yet). */
export function scheduleWords(expression: string): string | undefined {
  const [, kind, inside] = /^\s*(cron|rate|at)\(\s*(.*?)\s*\)\s*$/.exec(expression) ?? [];
  if (kind === undefined || inside === undefined || inside === '') return undefined;
  if (kind === 'rate') return `Every ${inside.replace(/^1 /, '')}`;
  if (kind === 'at') return `Once, at ${inside.replace('T', ' ')}`;
  return cronWords(inside);
}

function cronWords(fields: string): string | undefined {
  const parts = fields.split(/\s+/);
  // With its year an AWS expression has six fields; seven, seconds first, cannot be misread.
  const pattern = parts.at(-1) === '*' ? parts.slice(0, 5).join(' ') : `0 ${fields}`;
  if (parts.length !== 6) return undefined;
  try {
    return cronstrue.toString(pattern, { dayOfWeekStartIndexZero: false, use24HourTimeFormat: true });
  } catch {
    return undefined;
  }
}
