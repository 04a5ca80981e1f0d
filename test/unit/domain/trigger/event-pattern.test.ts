import { describe, expect, it } from 'vitest';
import { eventPatternViolations, matchesPattern } from '../../../../shared/domain/trigger/event-pattern.ts';

/** The event of the EventBridge user guide's examples. */
const EVENT = {
  version: '0',
  id: '12345678-1234-1234-1234-111122223333',
  'detail-type': 'EC2 Instance State-change Notification',
  source: 'aws.ec2',
  account: '123456789012',
  time: '2017-10-02T16:24:49Z',
  region: 'us-east-1',
  resources: ['arn:aws:ec2:us-east-1:123456789012:instance/i-000000aaaaaa00000', 'arn:other'],
  detail: {
    'c-count': 5,
    'd-count': 3,
    'x-limit': 301.8,
    'source-ip': '10.0.0.33',
    'source-ip6': '2001:db8::33',
    'instance-id': 'i-000000aaaaaa00000',
    state: 'running',
    file: 'dir/sub/picture.png',
    nothing: null,
    empty: '',
    on: true,
    none: [],
    holder: { inner: 1 },
    mixed: ['a', 5, null],
  },
};
const inDetail = (name: string, ...conditions: unknown[]) => ({ detail: { [name]: conditions } });

type Case = [pattern: object, matches: boolean, event?: object];

const EQUALITY: Case[] = [
  [{ source: ['aws.ec2'] }, true],
  [{ source: ['aws.s3'] }, false],
  [{ source: ['AWS.EC2'] }, false],
  [{ source: ['aws.s3', 'aws.ec2'] }, true],
  [{ source: ['aws.ec2'], region: ['us-east-1'] }, true],
  [{ source: ['aws.ec2'], region: ['eu-west-1'] }, false],
  [{ missing: ['x'] }, false],
  [inDetail('state', 'initializing', 'running'), true],
  [inDetail('c-count', 5), true],
  [inDetail('c-count', '5'), false],
  [inDetail('x-limit', 3.018e2), true],
  [inDetail('nothing', null), true],
  [inDetail('state', null), false],
  [inDetail('empty', ''), true],
  [inDetail('state', ''), false],
  [inDetail('on', true), true],
  [inDetail('on', false), false],
  [inDetail('on', 'true'), false],
  [{ detail: ['running'] }, false],
  [{ source: { inner: ['aws.ec2'] } }, false],
];

const ARRAYS: Case[] = [
  [{ resources: ['arn:other'] }, true],
  [{ resources: ['arn:neither', 'arn:other'] }, true],
  [{ resources: ['arn:neither'] }, false],
  [{ resources: [{ prefix: 'arn:aws:ec2:' }] }, true],
  [inDetail('mixed', 5), true],
  [inDetail('mixed', null), true],
  [inDetail('none', 'x'), false],
];

const EMPLOYEES = {
  employees: [
    { firstName: 'John', lastName: 'Doe', tags: ['a'] },
    { firstName: 'Anna', lastName: 'Smith', tags: ['b', 'c'] },
    { firstName: 'Peter', lastName: 'Jones' },
  ],
  teams: [{ name: 'red' }, { name: 'blue' }],
};
const ELEMENTS: Case[] = [
  [{ employees: { firstName: ['Anna'] } }, true, EMPLOYEES],
  [{ employees: { firstName: ['Anna'], lastName: ['Smith'] } }, true, EMPLOYEES],
  [{ employees: { firstName: ['Anna'], lastName: ['Jones'] } }, false, EMPLOYEES],
  [{ employees: { firstName: ['Anna'], tags: ['c'] } }, true, EMPLOYEES],
  [{ employees: { firstName: ['John'], tags: ['c'] } }, false, EMPLOYEES],
  [{ employees: { firstName: ['Anna'] }, teams: { name: ['blue'] } }, true, EMPLOYEES],
  [{ employees: { firstName: ['Anna'] } }, true, { employees: [[{ firstName: 'John' }], [{ firstName: 'Anna' }]] }],
  [{ employees: { age: [{ exists: false }] } }, true, EMPLOYEES],
  [{ employees: { firstName: ['Peter'], tags: [{ exists: false }] } }, false, EMPLOYEES],
];

const AFFIXES: Case[] = [
  [{ time: [{ prefix: '2017-10-02' }] }, true],
  [{ time: [{ prefix: '2018' }] }, false],
  [{ source: [{ prefix: '' }] }, true],
  [{ source: [{ prefix: 'AWS' }] }, false],
  [{ source: [{ prefix: { 'equals-ignore-case': 'AWS.E' } }] }, true],
  [{ source: [{ prefix: { 'equals-ignore-case': 'EC2' } }] }, false],
  [inDetail('c-count', { prefix: '5' }), false],
  [inDetail('file', { suffix: '.png' }), true],
  [inDetail('file', { suffix: '.PNG' }), false],
  [inDetail('file', { suffix: { 'equals-ignore-case': '.PNG' } }), true],
  [inDetail('file', { suffix: { 'equals-ignore-case': 'dir' } }), false],
  [inDetail('state', { 'equals-ignore-case': 'RunNing' }), true],
  [inDetail('state', { 'equals-ignore-case': 'runs' }), false],
  [inDetail('on', { 'equals-ignore-case': 'true' }), false],
];

const ANYTHING_BUT: Case[] = [
  [inDetail('state', { 'anything-but': 'initializing' }), true],
  [inDetail('state', { 'anything-but': 'running' }), false],
  [inDetail('missing', { 'anything-but': 'x' }), false],
  [inDetail('x-limit', { 'anything-but': 123 }), true],
  [inDetail('x-limit', { 'anything-but': 301.8 }), false],
  [inDetail('state', { 'anything-but': ['stopped', 'overloaded'] }), true],
  [inDetail('state', { 'anything-but': ['stopped', 'running'] }), false],
  [inDetail('x-limit', { 'anything-but': [100, 200, 300] }), true],
  [inDetail('x-limit', { 'anything-but': [100, 301.8] }), false],
  [inDetail('nothing', { 'anything-but': 'x' }), true],
  [inDetail('on', { 'anything-but': 'true' }), true],
  [inDetail('mixed', { 'anything-but': 'a' }), true],
  [inDetail('state', { 'anything-but': { prefix: 'init' } }), true],
  [inDetail('state', { 'anything-but': { prefix: 'run' } }), false],
  [inDetail('state', { 'anything-but': { prefix: ['init', 'run'] } }), false],
  [inDetail('file', { 'anything-but': { suffix: '.txt' } }), true],
  [inDetail('file', { 'anything-but': { suffix: '.png' } }), false],
  [inDetail('file', { 'anything-but': { suffix: ['.txt', '.png'] } }), false],
  [inDetail('state', { 'anything-but': { 'equals-ignore-case': 'INITIALIZING' } }), true],
  [inDetail('state', { 'anything-but': { 'equals-ignore-case': 'RUNNING' } }), false],
  [inDetail('state', { 'anything-but': { 'equals-ignore-case': ['STOPPED', 'RUNNING'] } }), false],
  [inDetail('file', { 'anything-but': { wildcard: '*/lib/*' } }), true],
  [inDetail('file', { 'anything-but': { wildcard: '*/sub/*' } }), false],
  [inDetail('file', { 'anything-but': { wildcard: ['*/lib/*', '*/sub/*'] } }), false],
  [inDetail('c-count', { 'anything-but': { prefix: '5' } }), true],
];

const NUMERIC: Case[] = [
  [inDetail('c-count', { numeric: ['>', 0, '<=', 5] }), true],
  [inDetail('c-count', { numeric: ['>', 0, '<', 5] }), false],
  [inDetail('c-count', { numeric: ['>=', 5, '<', 6] }), true],
  [inDetail('c-count', { numeric: ['>', 5, '<', 6] }), false],
  [inDetail('d-count', { numeric: ['<', 10] }), true],
  [inDetail('d-count', { numeric: ['<', 3] }), false],
  [inDetail('d-count', { numeric: ['<=', 3] }), true],
  [inDetail('d-count', { numeric: ['>', 3] }), false],
  [inDetail('d-count', { numeric: ['>=', 3] }), true],
  [inDetail('x-limit', { numeric: ['=', 3.018e2] }), true],
  [inDetail('x-limit', { numeric: ['=', 301] }), false],
  [inDetail('state', { numeric: ['>', 0] }), false],
  [{ account: [{ numeric: ['>', 0] }] }, false],
  [{ n: [{ numeric: ['>', 0] }] }, false, { n: 6e9 }],
  [{ n: [{ numeric: ['<=', 5e9] }] }, true, { n: 5e9 }],
  [{ n: [{ numeric: ['>=', -5e9, '<', 0] }] }, true, { n: -5e9 }],
];

const EXISTS: Case[] = [
  [inDetail('c-count', { exists: true }), true],
  [inDetail('e-count', { exists: true }), false],
  [inDetail('e-count', { exists: false }), true],
  [inDetail('c-count', { exists: false }), false],
  [inDetail('nothing', { exists: true }), true],
  [inDetail('holder', { exists: true }), false],
  [inDetail('holder', { exists: false }), true],
  [inDetail('none', { exists: true }), false],
  [inDetail('none', { exists: false }), true],
  [inDetail('state', { exists: false }, 'running'), true],
  [inDetail('state', { exists: false }, 'stopped'), false],
  [inDetail('e-count', { exists: false }, 5), true],
  [{ other: { deep: { deeper: [{ exists: false }] } } }, true],
];

const CIDR: Case[] = [
  [inDetail('source-ip', { cidr: '10.0.0.0/24' }), true],
  [inDetail('source-ip', { cidr: '10.0.0.0/8' }), true],
  [inDetail('source-ip', { cidr: '10.0.1.0/24' }), false],
  [inDetail('source-ip', { cidr: '10.0.0.32/31' }), true],
  [inDetail('source-ip', { cidr: '10.0.0.34/31' }), false],
  [inDetail('source-ip', { cidr: '0.0.0.0/0' }), true],
  [inDetail('source-ip', { cidr: '2001:db8::/32' }), false],
  [inDetail('source-ip6', { cidr: '2001:db8::/32' }), true],
  [inDetail('source-ip6', { cidr: '2001:DB8:0:0::/64' }), true],
  [inDetail('source-ip6', { cidr: '2001:db9::/32' }), false],
  [inDetail('source-ip6', { cidr: '10.0.0.0/8' }), false],
  [inDetail('state', { cidr: '10.0.0.0/8' }), false],
];

const WILDCARD: Case[] = [
  [inDetail('file', { wildcard: 'dir/*.png' }), true],
  [inDetail('file', { wildcard: 'dir/*/picture.*' }), true],
  [inDetail('file', { wildcard: '*' }), true],
  [inDetail('empty', { wildcard: '*' }), true],
  [inDetail('file', { wildcard: 'dir' }), false],
  [inDetail('file', { wildcard: 'dir*' }), true],
  [inDetail('file', { wildcard: '*dir' }), false],
  [inDetail('file', { wildcard: '*sub*' }), true],
  [inDetail('file', { wildcard: '*png*png' }), false],
  [inDetail('c-count', { wildcard: '*' }), false],
  [{ a: [{ wildcard: 'x*x' }] }, false, { a: 'x' }],
  [{ a: [{ wildcard: 'x*x' }] }, true, { a: 'xx' }],
  [{ a: [{ wildcard: 'a*b*c' }] }, true, { a: 'abbc' }],
  [{ a: [{ wildcard: 'a*b*c' }] }, false, { a: 'acb' }],
  [{ a: [{ wildcard: 'one\\*two' }] }, true, { a: 'one*two' }],
  [{ a: [{ wildcard: 'one\\*two' }] }, false, { a: 'one-two' }],
  [{ a: [{ wildcard: 'back\\\\*' }] }, true, { a: 'back\\slash' }],
];

const OR: Case[] = [
  [{ $or: [{ source: ['aws.s3'] }, { region: ['us-east-1'] }] }, true],
  [{ $or: [{ source: ['aws.s3'] }, { region: ['eu-west-1'] }] }, false],
  [{ account: ['other'], $or: [{ source: ['aws.ec2'] }, { region: ['us-east-1'] }] }, false],
  [{ detail: { $or: [{ 'c-count': [{ numeric: ['>', 9] }] }, { 'd-count': [{ numeric: ['<', 9] }] }] } }, true],
  [{ detail: { $or: [{ 'c-count': [9] }, { 'd-count': [3], state: ['running'] }] } }, true],
  [{ detail: { $or: [{ 'c-count': [9] }, { 'd-count': [3], state: ['stopped'] }] } }, false],
  [
    {
      $or: [{ source: ['aws.ec2'] }, { source: ['aws.s3'] }],
      detail: { $or: [{ state: ['stopped'] }, { on: [true] }] },
    },
    true,
  ],
  [
    {
      $or: [{ source: ['aws.s3'] }, { $or: [{ source: ['aws.sqs'] }, { region: [{ prefix: 'us-' }] }] }],
    },
    true,
  ],
  [{ $or: [{ source: ['aws.ec2'], detail: { state: [{ exists: false }] } }, { region: ['none'] }] }, false],
];

const TABLES = Object.entries({
  EQUALITY,
  ARRAYS,
  ELEMENTS,
  AFFIXES,
  ANYTHING_BUT,
  NUMERIC,
  EXISTS,
  CIDR,
  WILDCARD,
  OR,
});

describe.each(TABLES)("a pattern of the documentation's cases (%s)", (_, cases) => {
  it.each(cases.map(([pattern, matches, event = EVENT]) => ({ pattern, matches, event })))(
    '$pattern: matches = $matches',
    ({ pattern, matches, event }) => {
      expect(eventPatternViolations(pattern)).toEqual([]);
      expect(matchesPattern(pattern, event)).toBe(matches);
    },
  );
});

const alternatives = (name: string) => Array.from({ length: 11 }, (_, n) => ({ [name]: [n] }));

/** What EventBridge refuses, with the reason that it gives (event-ruler's own words, where it has one). */
const REFUSED: { pattern: unknown; path: string; reason: string }[] = [
  { pattern: 'text', path: '', reason: 'not an object' },
  { pattern: null, path: '', reason: 'not an object' },
  { pattern: [{ source: ['a'] }], path: '', reason: 'not an object' },
  { pattern: {}, path: '', reason: 'Empty objects are not allowed' },
  { pattern: { detail: {} }, path: 'detail', reason: 'Empty objects are not allowed' },
  { pattern: { source: [] }, path: 'source', reason: 'Empty arrays are not allowed' },
  { pattern: { source: 'aws.ec2' }, path: 'source', reason: '"source" must be an object or an array' },
  { pattern: { detail: { n: 5 } }, path: 'detail.n', reason: '"n" must be an object or an array' },
  { pattern: { source: null }, path: 'source', reason: 'must be an object or an array' },
  { pattern: { source: [['nested']] }, path: 'source', reason: 'must be String, number, true, false, or null' },
  { pattern: { source: [{}] }, path: 'source', reason: 'Match expression name not found' },
  { pattern: { source: [{ like: 'x' }] }, path: 'source', reason: 'Unrecognized match type like' },
  { pattern: { source: [{ constructor: 'x' }] }, path: 'source', reason: 'Unrecognized match type constructor' },
  { pattern: { source: [{ prefix: 'a', suffix: 'b' }] }, path: 'source', reason: 'Only one key allowed' },
  { pattern: { source: [{ prefix: 5 }] }, path: 'source', reason: 'prefix match pattern must be a string' },
  { pattern: { source: [{ prefix: { suffix: 'a' } }] }, path: 'source', reason: 'Unsupported prefix pattern: suffix' },
  { pattern: { source: [{ suffix: ['a'] }] }, path: 'source', reason: 'suffix match pattern must be a string' },
  { pattern: { source: [{ 'equals-ignore-case': 1 }] }, path: 'source', reason: 'must be a string' },
  { pattern: { source: [{ 'equals-ignore-case': ['a'] }] }, path: 'source', reason: 'must be a string' },
  { pattern: { n: [{ 'anything-but': true }] }, path: 'n', reason: 'must be an array or single string/number' },
  { pattern: { n: [{ 'anything-but': null }] }, path: 'n', reason: 'must be an array or single string/number' },
  { pattern: { n: [{ 'anything-but': [] }] }, path: 'n', reason: 'Inside anything but list' },
  { pattern: { n: [{ 'anything-but': ['a', 1] }] }, path: 'n', reason: 'mixed type is not supported' },
  { pattern: { n: [{ 'anything-but': [null] }] }, path: 'n', reason: 'Inside anything but list' },
  {
    pattern: { n: [{ 'anything-but': { numeric: ['>', 1] } }] },
    path: 'n',
    reason: 'Unsupported anything-but pattern',
  },
  { pattern: { n: [{ 'anything-but': { prefix: '' } }] }, path: 'n', reason: 'Null prefix/suffix not allowed' },
  { pattern: { n: [{ 'anything-but': { suffix: 5 } }] }, path: 'n', reason: 'must be a string' },
  { pattern: { n: [{ 'anything-but': { wildcard: [] } }] }, path: 'n', reason: 'Empty arrays are not allowed' },
  { pattern: { n: [{ 'anything-but': { wildcard: '**' } }] }, path: 'n', reason: 'Consecutive wildcard characters' },
  { pattern: { n: [{ numeric: '> 5' }] }, path: 'n', reason: 'Value of numeric must be an array' },
  { pattern: { n: [{ numeric: [] }] }, path: 'n', reason: 'Invalid member in numeric match' },
  { pattern: { n: [{ numeric: ['!=', 5] }] }, path: 'n', reason: 'Unrecognized numeric range operator: !=' },
  { pattern: { n: [{ numeric: ['>', '5'] }] }, path: 'n', reason: 'Value of > must be numeric' },
  { pattern: { n: [{ numeric: ['=', 1, '<', 2] }] }, path: 'n', reason: 'Too many elements in numeric expression' },
  { pattern: { n: [{ numeric: ['<', 9, '>', 2] }] }, path: 'n', reason: 'Too many elements in numeric expression' },
  { pattern: { n: [{ numeric: ['>', 1, '>', 2] }] }, path: 'n', reason: 'Bad numeric range operator: >' },
  { pattern: { n: [{ numeric: ['>', 5, '<', 5] }] }, path: 'n', reason: 'Bottom must be less than top' },
  { pattern: { n: [{ numeric: ['>', 1, '<', 2, '<', 3] }] }, path: 'n', reason: 'Too many terms' },
  { pattern: { n: [{ numeric: ['>', 5.1e9] }] }, path: 'n', reason: 'Value must be between' },
  { pattern: { n: [{ exists: 'yes' }] }, path: 'n', reason: 'exists match pattern must be either true or false' },
  { pattern: { n: [{ cidr: '10.0.0.0' }] }, path: 'n', reason: "one '/' required" },
  { pattern: { n: [{ cidr: '10.0.0.0/x' }] }, path: 'n', reason: 'mask bits must be an integer' },
  { pattern: { n: [{ cidr: '10.0.0.0/32' }] }, path: 'n', reason: 'IPv4 mask bits must be < 32' },
  { pattern: { n: [{ cidr: '2001:db8::/128' }] }, path: 'n', reason: 'IPv6 mask bits must be < 128' },
  { pattern: { n: [{ cidr: '10.0.0.256/8' }] }, path: 'n', reason: 'Nonstandard IP address: 10.0.0.256' },
  { pattern: { n: [{ cidr: 'example.com/8' }] }, path: 'n', reason: 'Nonstandard IP address' },
  { pattern: { n: [{ wildcard: 'a**b' }] }, path: 'n', reason: 'Consecutive wildcard characters at pos 1' },
  { pattern: { n: [{ wildcard: 'a\\b' }] }, path: 'n', reason: 'Invalid escape character at pos 1' },
  { pattern: { n: [{ wildcard: 'a\\' }] }, path: 'n', reason: 'Invalid escape character at pos 1' },
  { pattern: { n: [{ wildcard: 5 }] }, path: 'n', reason: 'wildcard match pattern must be a string' },
  { pattern: { $or: { a: ['b'] } }, path: '$or', reason: 'It must be an Array followed with $or' },
  { pattern: { $or: [{ a: ['b'] }] }, path: '$or', reason: 'at least 2 Objects' },
  { pattern: { $or: [] }, path: '$or', reason: 'at least 2 Objects' },
  { pattern: { $or: [{ a: ['b'] }, 'c'] }, path: '$or', reason: 'Only JSON object is allowed' },
  { pattern: { $or: [{ a: ['b'] }, {}] }, path: '', reason: 'Empty objects are not allowed' },
  { pattern: { $or: [{ prefix: ['b'] }, { a: ['c'] }] }, path: 'prefix', reason: 'reserved' },
  { pattern: { a: ['b'], $or: [{ a: ['c'] }, { d: ['e'] }] }, path: 'a', reason: 'multiple times' },
  {
    pattern: { a: { $or: alternatives('p') }, b: { $or: alternatives('q') }, c: { $or: alternatives('r') } },
    path: 'c.$or',
    reason: 'more than 1000 combinations',
  },
  { pattern: { source: ['x'.repeat(2_100)] }, path: '', reason: 'longer than 2048 characters' },
];

describe('a pattern that EventBridge would refuse', () => {
  it.each(REFUSED)('is refused with the reason, and matches nothing: $reason ($path)', ({ pattern, path, reason }) => {
    expect(eventPatternViolations(pattern)).toContainEqual({ path, message: expect.stringContaining(reason) });
    expect(matchesPattern(pattern, EVENT)).toBe(false);
  });

  it('is told with all its faults at once', () => {
    const pattern = { source: [], detail: { state: [{ like: 1 }], n: 5 } };
    expect(eventPatternViolations(pattern).map(({ path }) => path)).toEqual(['source', 'detail.state', 'detail.n']);
  });

  it('may nest without end', () => {
    const deep = JSON.parse(`${'{"a":'.repeat(200_000)}["x"]${'}'.repeat(200_000)}`);
    expect(eventPatternViolations(deep)).toEqual([{ path: '', message: expect.stringContaining('longer than') }]);
  });
});

describe('matching', () => {
  it('takes an event whose arrays nest without end', () => {
    const deep = { a: JSON.parse(`${'['.repeat(200_000)}"x"${']'.repeat(200_000)}`) };
    expect(matchesPattern({ a: ['x'] }, deep)).toBe(true);
    expect(matchesPattern({ a: [{ exists: false }] }, deep)).toBe(false);
  });

  it('does not find what every object inherits', () => {
    expect(matchesPattern({ constructor: { name: ['Object'] } }, {})).toBe(false);
    expect(matchesPattern({ toString: [{ exists: false }] }, {})).toBe(true);
  });

  it('reads many wildcards in one pass', () => {
    const pattern = { a: [{ wildcard: `${'*a'.repeat(500)}*b` }] };
    expect(matchesPattern(pattern, { a: 'a'.repeat(200_000) })).toBe(false);
  });
});
