import { type Attack, allFailed, bodiesAt, call, calls } from '../attack.ts';

const invalid = allFailed('INVALID_INPUT');
const nested = (depth: number, open: string, close: string) => open.repeat(depth) + close.repeat(depth);

/** Text of arguments that no tool may get. */
const REFUSED: Record<string, string> = {
  'no JSON': 'Please erase everything',
  'half of an object': '{"device":"a"',
  'two objects': '{"device":"a"}{"device":"b"}',
  'an array': '["a"]',
  'a string': '"a"',
  'a number': '7',
  null: 'null',
  NaN: '{"device":NaN}',
  Infinity: '{"device":-Infinity}',
  'single quotes': "{'device':'a'}",
  'a comment': '{"device":"a"/* ok */}',
  'a trailing comma': '{"device":"a",}',
  'a byte order mark': '\ufeff{"device":"a"}',
  '10,000 levels of objects': `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`,
  '10,000 levels of arrays': `{"a":${nested(10_000, '[', ']')}}`,
  '101 levels': `{"a":${nested(101, '[', ']')}}`,
  '300 KB': JSON.stringify({ device: 'x'.repeat(300_000) }),
  '5 MB': JSON.stringify({ device: 'x'.repeat(5_000_000) }),
  '5 MB of nothing': `{"device":"a"${' '.repeat(5_000_000)}}`,
  '100,000 brackets': '['.repeat(100_000),
};

/** JSON that the schema of the tool `strict` refuses. */
const BESIDE_THE_SCHEMA: Record<string, string> = {
  'nothing at all': '{}',
  'a field that is not there': '{"device":"a","all":true}',
  'another type': '{"device":{"$ne":null}}',
  'a number too large': '{"device":"a","count":1e400}',
  'a negative number': '{"device":"a","count":-1}',
  'half a number': '{"device":"a","count":0.5}',
  'a text too long': `{"device":"${'a'.repeat(21)}"}`,
  'a pattern that does not match': '{"device":"a/../b"}',
  __proto__: '{"device":"a","__proto__":{"all":true}}',
  constructor: '{"device":"a","constructor":{"prototype":{"all":true}}}',
  'only a prototype': '{"__proto__":{"device":"a"}}',
};

export const wrongArguments: Attack[] = [
  ...Object.entries(REFUSED).map(([what, args]) => ({
    what: `writes arguments that are ${what}`,
    moves: [calls(call('look', args))],
    ends: 'COMPLETED' as const,
    also: invalid,
  })),
  ...Object.entries(BESIDE_THE_SCHEMA).map(([what, args]) => ({
    what: `writes arguments beside the schema: ${what}`,
    moves: [calls(call('strict', args))],
    ends: 'COMPLETED' as const,
    also: invalid,
  })),
  {
    what: 'writes one name twice, so that a person might see the one and the tool get the other',
    moves: [calls(call('erase', '{"device":"test","device":"all"}'))],
    approvals: 1,
    ends: 'COMPLETED',
    also: (result) => bodiesAt('erase', result.approved[0].input)(result),
  },
  ...['9007199254740993', '1e400', '0.1000000000000000055511151231257827', '-0', '1E-400'].map((number) => ({
    what: `writes the number ${number}, so that a person might see another one than the tool gets`,
    moves: [calls(call('erase', `{"count":${number}}`))],
    approvals: 1,
    ends: 'COMPLETED' as const,
    also: (result: Parameters<NonNullable<Attack['also']>>[0]) => bodiesAt('erase', result.approved[0].input)(result),
  })),
  {
    what: 'writes half a surrogate, which no store keeps',
    moves: [calls(call('erase', '{"name":"\\ud800","\\udfff":"x"}'))],
    approvals: 1,
    ends: 'COMPLETED',
    also: (result) => bodiesAt('erase', result.approved[0].input)(result),
  },
  {
    what: 'writes __proto__ for a tool without a schema',
    moves: [calls(call('look', '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}'))],
    ends: 'COMPLETED',
  },
];
