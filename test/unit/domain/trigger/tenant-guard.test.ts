import { describe, expect, it } from 'vitest';
import {
  guardedPattern,
  isReservedSource,
  tenantPatternViolations,
} from '../../../../shared/domain/trigger/tenant-guard.ts';

const acme = { tenantId: 'acme', account: '123456789012' };
const kept = { account: ['123456789012'], resources: ['tenant/acme'] };
const foreign = [{ 'anything-but': { prefix: 'agent-sessions' } }];

describe("a tenant's pattern", () => {
  it('is kept to its own events of this account', () => {
    expect(guardedPattern({ source: ['shop'], detail: { total: [{ numeric: ['>', 5] }] } }, acme)).toEqual({
      source: ['shop'],
      detail: { total: [{ numeric: ['>', 5] }] },
      ...kept,
    });
  });

  it("leaves out the product's own events where it names no source", () => {
    expect(guardedPattern({ 'detail-type': ['x'] }, acme)).toEqual({ 'detail-type': ['x'], source: foreign, ...kept });
    const either = { $or: [{ source: ['shop'] }, { 'detail-type': ['x'] }] };
    expect(guardedPattern(either, acme)).toEqual({
      $or: [{ source: ['shop'] }, { 'detail-type': ['x'], source: foreign }],
      ...kept,
    });
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['account', { account: ['999999999999'] }, 'account'],
    ['resources', { resources: ['tenant/other'] }, 'resources'],
    ['resources inside $or', { $or: [{ source: ['a'] }, { resources: ['tenant/other'] }] }, '$or.resources'],
    ['any other field', { id: ['1'] }, 'id'],
    ['our own source', { source: ['shop', 'agent-sessions'] }, 'source'],
    ['our own source by a prefix', { source: [{ prefix: 'agent' }] }, 'source'],
    ['our own source by a wildcard', { source: [{ wildcard: '*sessions*' }] }, 'source'],
    ['our own source in another case', { source: [{ 'equals-ignore-case': 'Agent-Sessions' }] }, 'source'],
    ['our own source by what it is not', { source: [{ 'anything-but': 'shop' }] }, 'source'],
    ['our own source inside $or', { $or: [{ source: ['agent-sessions.api'] }, { detail: { a: [1] } }] }, '$or.source'],
    ['every source', { source: [{ exists: true }] }, 'source'],
    ['every source, by a field that none has below', { source: { x: [{ exists: false }] } }, 'source'],
    ['the same inside $or', { $or: [{ source: { x: [{ exists: false }] } }, { detail: { a: [1] } }] }, '$or.source'],
    ['AWS', { source: ['aws.s3'] }, 'source'],
    ['AWS by a prefix', { source: [{ prefix: 'aws.' }] }, 'source'],
  ])('may not ask for %s', (_, pattern, path) => {
    expect(tenantPatternViolations(pattern).map((each) => each.path)).toContain(path);
  });

  it('may leave out sources that are not ours, when ours are left out too', () => {
    expect(tenantPatternViolations({ source: [{ 'anything-but': { prefix: 'agent-sessions' } }] })).toEqual([]);
    expect(tenantPatternViolations({ source: [{ prefix: 'shop.' }] })).toEqual([]);
  });

  it('is refused when only with the guard it is longer than EventBridge takes', () => {
    const long = { source: ['shop'], detail: { a: ['x'.repeat(1_980)] } };
    expect(tenantPatternViolations(long)).toEqual([
      { path: '', message: expect.stringContaining('with what is added to keep it to your own events') },
    ]);
  });
});

it.each([
  ['aws.s3', true],
  ['AWS.s3', true],
  ['agent-sessions', true],
  ['agent-sessions.api', true],
  ['awsome', false],
  ['shop', false],
])('says of the source %s whether it is reserved: %s', (source, reserved) => {
  expect(isReservedSource(source)).toBe(reserved);
});
