import { describe, expect, it } from 'vitest';
import { formFields } from '../../../web/src/schema-form/form-fields.ts';
import { firstValues, formOutput, WHOLE } from '../../../web/src/schema-form/form-output.ts';

const schema = {
  type: 'object',
  properties: {
    approved: { type: 'boolean', title: 'Approved' },
    comment: { type: 'string', maxLength: 2_000 },
    window: { type: 'string', enum: ['tonight', 'tomorrow'], default: 'tonight' },
    tries: { type: 'integer', minimum: 1 },
    day: { type: 'string', format: 'date' },
    devices: { type: 'array', items: { type: 'string' } },
    ports: { type: 'array', items: { type: 'integer' } },
    extra: { type: 'object' },
  },
  required: ['approved', 'comment'],
  additionalProperties: false,
};

describe('the form of a JSON Schema', () => {
  it('has a field of the right kind for each property', () => {
    expect(formFields(schema)?.map(({ name, kind, isRequired }) => [name, kind, isRequired])).toEqual([
      ['approved', 'boolean', true],
      ['comment', 'long-text', true],
      ['window', 'choice', false],
      ['tries', 'number', false],
      ['day', 'date', false],
      ['devices', 'list', false],
      ['ports', 'list', false],
      ['extra', 'json', false],
    ]);
  });

  it('gives what the schema asks for, with the empty fields left out', () => {
    const values = {
      ...firstValues(formFields(schema)!),
      approved: 'false',
      comment: 'No.\nNot today.',
      tries: ' 3 ',
      day: '2026-03-12',
      devices: 'core-lon-01\n\nedge-fra-01\n',
      ports: '1\n22',
      extra: '{"a":[1]}',
    };
    expect(formOutput(schema, values)).toEqual({
      output: {
        approved: false,
        comment: 'No.\nNot today.',
        window: 'tonight',
        tries: 3,
        day: '2026-03-12',
        devices: ['core-lon-01', 'edge-fra-01'],
        ports: [1, 22],
        extra: { a: [1] },
      },
    });
  });

  it('says beside each field what is wrong with it', () => {
    const { errors } = formOutput(schema, { tries: 'three', ports: 'a', extra: '{' });
    expect(errors).toEqual({
      approved: 'Choose yes or no.',
      comment: 'Fill this in.',
      tries: 'This has to be a number.',
      ports: 'Line 1: This has to be a number.',
      extra: expect.stringContaining('not JSON'),
    });
  });

  it('checks the values as the service will', () => {
    expect(formOutput(schema, { approved: 'true', comment: 'x', tries: '0' }).errors).toHaveProperty('tries');
  });

  it('keeps the value of a choice, whatever its type', () => {
    const numbers = { type: 'object', properties: { size: { enum: [1, 'two', null, true] } } };
    expect(formOutput(numbers, { size: '0' }).output).toEqual({ size: 1 });
    expect(formOutput(numbers, { size: '2' }).output).toEqual({ size: null });
    expect(firstValues(formFields(numbers)!, { size: true })).toEqual({ size: '3' });
  });

  it('keeps lists of every kind, and says which item is wrong', () => {
    const lists = {
      type: 'object',
      properties: {
        days: { type: 'array', items: { type: 'string', format: 'date' } },
        times: { type: 'array', items: { type: 'string', format: 'date-time' } },
        flags: { type: 'array', items: { type: 'boolean' } },
        sites: { type: 'array', items: { enum: ['London', 'Paris', 3] } },
        notes: { type: 'array', items: { type: 'string', maxLength: 1_000 } },
        pairs: { type: 'array', items: { type: 'array' } },
      },
    };
    const output = {
      days: ['2026-03-12', '2026-03-13'],
      times: ['2026-03-12T08:30:00.000Z'],
      flags: [true, false],
      sites: ['Paris', 3],
      notes: ['one\nline', 'two'],
    };
    const fields = formFields(lists)!;
    expect(fields.map(({ kind }) => kind)).toEqual(['list', 'list', 'list', 'list', 'list', 'json']);
    expect(formOutput(lists, firstValues(fields, output))).toEqual({ output });
    expect(formOutput(lists, { times: '["","soon"]' }).errors?.times).toBe('Item 2: This has to be a date and a time.');
    expect(formOutput(lists, { flags: '["",""]' })).toEqual({ output: { flags: [] } });
  });

  it('shows a time that is given in the zone of the reader', () => {
    const when = { type: 'object', properties: { when: { type: 'string', format: 'date-time' } } };
    const at = '2026-03-12T08:30:00.000Z';
    const values = firstValues(formFields(when)!, { when: at });
    expect(values.when).toMatch(/^2026-03-1\dT\d\d:\d\d$/);
    expect(formOutput(when, values)).toEqual({ output: { when: at } });
  });

  it('takes JSON where the schema has no fields', () => {
    expect(formFields({})).toBeUndefined();
    expect(formOutput({}, { [WHOLE]: '"done"' })).toEqual({ output: 'done' });
    expect(formOutput({ type: 'array' }, { [WHOLE]: '{}' }).errors).toBeDefined();
    expect(formOutput({}, {}).errors).toHaveProperty([WHOLE]);
  });
});
