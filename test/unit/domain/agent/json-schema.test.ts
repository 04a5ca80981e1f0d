import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { brokenSchema } from '../../../../shared/domain/agent/broken-schema.ts';
import { schemaViolations } from '../../../../shared/domain/agent/schema-violations.ts';

const order = {
  type: 'object',
  properties: {
    id: { type: 'string', pattern: '^\\d+(\\.\\d+)*$' },
    lines: { type: 'array', items: { type: 'integer' } },
  },
  required: ['id'],
  additionalProperties: false,
};
const nested = (levels: number): Record<string, unknown> => (levels === 0 ? {} : { not: nested(levels - 1) });
const doubling = {
  $ref: '#/$defs/d0',
  $defs: Object.fromEntries(
    Array.from({ length: 40 }, (_, at) => {
      const next = { $ref: at === 39 ? '#/$defs/end' : `#/$defs/d${at + 1}` };
      return [`d${at}`, { allOf: [next, next] }];
    }).concat([['end', {}] as never]),
  ),
};

describe('checking a value against a JSON Schema', () => {
  it('finds nothing wrong with a value that fits', () => {
    expect(schemaViolations(order, { id: '1.2', lines: [1, 2] })).toEqual([]);
  });

  it('names the place of each thing that is wrong', () => {
    const violations = schemaViolations(order, { id: 1, lines: [1, 'x'], extra: true });
    expect(violations.map(({ path }) => path)).toEqual(['id', 'lines.1', 'extra']);
    expect(schemaViolations(order, {})).toEqual([{ path: '', message: expect.stringContaining('"id"') }]);
  });

  it.each([{ $ref: '#' }, { $ref: 'https://example.com/schema' }, { enum: 3 }, { properties: { a: null } }])(
    'lets nothing pass a schema that cannot be applied: %j',
    (schema) => {
      expect(schemaViolations(schema, { a: 1 })).toEqual([
        { path: '', message: expect.stringContaining("can't be applied") },
      ]);
    },
  );

  it('never throws, whatever the schema and the value', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.jsonValue(), (schema, value) => {
        expect(Array.isArray(schemaViolations(schema, value))).toBe(true);
        expect(Array.isArray(brokenSchema(schema))).toBe(true);
      }),
    );
  });
});

describe('checking a JSON Schema when it is saved', () => {
  it.each([
    order,
    {},
    { properties: { child: { $ref: '#' } } },
    { anyOf: [{ type: 'string' }, { type: ['null', 'integer'] }], 'x-note': { anything: 1 } },
    { $defs: { a: true }, items: { $ref: '#/$defs/a' } },
  ])('accepts %j', (schema) => expect(brokenSchema(schema)).toEqual([]));

  it.each([
    ['type', { type: 'strng' }],
    ['required', { required: 'id' }],
    ['properties.a.properties.b.type', { properties: { a: { properties: { b: { type: 'x' } } } } }],
    ['properties.a', { properties: { a: null } }],
    ['pattern', { pattern: '(' }],
    ['pattern', { pattern: '^(\\w+)+$' }],
    ['$ref', { $ref: 'https://example.com/schema' }],
    ['', { $ref: '#' }],
    ['', { $ref: '#/$defs/missing' }],
    ['', { $defs: { a: { allOf: [{ $ref: '#/$defs/a' }] } } }],
    ['', doubling],
    ['', nested(3_000)],
  ])('refuses at "%s": %#', (path, schema) => {
    expect(brokenSchema(schema)).toEqual([{ path, message: expect.any(String) }]);
  });

  it('accepts only schemas that can be applied', () => {
    const keyword = fc.constantFrom(
      'type',
      'properties',
      'items',
      'allOf',
      'not',
      '$ref',
      'enum',
      'required',
      'pattern',
    );
    const leaf = fc.constantFrom('string', '#', '#/not', 'object', 3, true);
    const { schema } = fc.letrec<{ schema: Record<string, unknown> }>((tie) => ({
      schema: fc.dictionary(keyword, fc.oneof(leaf, tie('schema'), fc.array(tie('schema')), fc.array(leaf)), {
        maxKeys: 3,
      }) as never,
    }));
    fc.assert(
      fc.property(schema, fc.jsonValue(), (each, value) => {
        if (brokenSchema(each).length > 0) return;
        expect(schemaViolations(each, value).filter(({ message }) => message.includes("can't be applied"))).toEqual([]);
      }),
    );
  });
});
