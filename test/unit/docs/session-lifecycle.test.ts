import { describe, expect, it } from 'vitest';
import { committedPage } from '../../../infra/docs/generate-session-lifecycle.ts';
import { sessionLifecyclePage } from '../../../infra/docs/session-lifecycle-page.ts';
import { SESSION_STATUSES } from '../../../shared/domain/session/session-status.ts';
import { OCCURRENCES } from '../../../shared/domain/session/session-transitions.ts';

describe('docs/session-lifecycle.md', () => {
  it('is what the transition table makes of it (else: npm run docs)', () => {
    expect(committedPage()).toBe(sessionLifecyclePage());
  });

  it('has a row for every occurrence and a column for every status', () => {
    const rows = committedPage()
      .split('\n')
      .filter((line) => line.startsWith('| ') && line.split('|').length === SESSION_STATUSES.length + 3);
    expect(rows).toHaveLength(OCCURRENCES.length + 2);
    expect(rows[0]).toBe(`|  | ${SESSION_STATUSES.join(' | ')} |`);
  });

  it('draws every status, reached from the start', () => {
    const edges = [...committedPage().matchAll(/^ {2}(\S+) --> (\S+): /gm)].map(([, from, to]) => ({ from, to }));
    const reached = new Set<string | undefined>(['[*]']);
    for (let before = 0; before < reached.size; ) {
      before = reached.size;
      for (const { from, to } of edges) if (reached.has(from)) reached.add(to);
    }
    expect([...reached].sort()).toEqual(['[*]', ...SESSION_STATUSES].sort());
  });
});
