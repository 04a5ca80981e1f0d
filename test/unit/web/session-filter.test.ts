import { describe, expect, it } from 'vitest';
import { queryText } from '../../../web/src/design-system/use-address-query.ts';
import { filterOf, tokensOf } from '../../../web/src/pages/session-list/filter-tokens.ts';
import { addressOfFilter, filterFromAddress, isFiltered } from '../../../web/src/pages/session-list/session-filter.ts';

const everything = {
  status: 'RUNNING,PAUSED',
  triggerType: 'AGENT',
  source: 'nightly, all sites',
  agentId: 'agt_1',
  project: 'default',
  startedAfter: '2026-03-01T00:00:00Z',
  startedBefore: '2026-04-01T00:00:00Z',
  search: 'health',
  sort: 'startedAt',
};

describe('the filter of the session list', () => {
  it('is the same after a way through the address', () => {
    const filter = filterFromAddress(everything);
    const address = queryText(addressOfFilter(filter));
    expect(filterFromAddress(Object.fromEntries(new URLSearchParams(address)))).toEqual(filter);
    expect(filter.status).toEqual(['RUNNING', 'PAUSED']);
  });

  it('is the same after a way through the tokens of the filter bar', () => {
    const filter = filterFromAddress(everything);
    expect(filterOf(tokensOf(filter), filter.sort)).toEqual(filter);
  });

  it('leaves out what the contract would refuse', () => {
    const filter = filterFromAddress({ status: 'RUNNING,ASLEEP', startedAfter: 'yesterday', sort: 'name', other: 'x' });
    expect(filter).toEqual({ sort: '-startedAt' });
    expect(isFiltered(filter)).toBe(false);
  });

  it('says nothing in the address of the usual order', () => {
    expect(queryText(addressOfFilter(filterFromAddress({})))).toBe('');
    expect(queryText(addressOfFilter(filterFromAddress({ status: 'RUNNING,FAILED' })))).toBe('?status=RUNNING,FAILED');
  });

  it('joins tokens of the same list, and lets the last one count of what can be chosen once', () => {
    const filter = filterOf(
      [
        { propertyKey: 'status', operator: '=', value: ['RUNNING'] },
        { propertyKey: 'status', operator: '=', value: 'FAILED' },
        { propertyKey: 'source', operator: '=', value: 'ada' },
        { propertyKey: 'source', operator: '=', value: 'bo' },
        { operator: ':', value: ' look ' },
      ],
      '-startedAt',
    );
    expect(filter).toMatchObject({ status: ['RUNNING', 'FAILED'], source: 'bo', search: 'look' });
  });
});
