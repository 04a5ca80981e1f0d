// @vitest-environment jsdom
import createWrapper from '@cloudscape-design/components/test-utils/dom';
import { act, useState } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FormValues, formOutput } from '../../../web/src/schema-form/form-output.ts';
import { SchemaForm } from '../../../web/src/schema-form/schema-form.tsx';

const schema = {
  type: 'object',
  properties: {
    approved: { type: 'boolean', title: 'The change may be carried out' },
    comment: { type: 'string', title: 'Comment', description: 'For the team' },
    window: { enum: ['tonight', 'tomorrow'] },
  },
  required: ['approved'],
};

let root: Root;
let values: FormValues = {};

beforeEach(() => {
  Reflect.set(globalThis, 'IS_REACT_ACT_ENVIRONMENT', true);
  document.body.innerHTML = '<div id="here"></div>';
  root = createRoot(document.querySelector('#here')!);
});
afterEach(() => act(() => root.unmount()));

function Form({ errors = {}, of = schema }: { errors?: Record<string, string>; of?: Record<string, unknown> }) {
  const [kept, keep] = useState<FormValues>({});
  values = kept;
  return <SchemaForm schema={of} values={kept} onChange={keep} errors={errors} />;
}

/** Shows a form of one property, has it filled in step by step, and answers what it gives. */
function filledIn(property: Record<string, unknown>, steps: (() => void)[]): unknown {
  const one = { type: 'object', properties: { it: property } };
  act(() => root.render(<Form of={one} />));
  for (const step of steps) act(step);
  return formOutput(one, values).output;
}

const wrapper = () => createWrapper();
const press = (name: string) =>
  wrapper()
    .findAllButtons()
    .find((button) => button.getElement().textContent === name)!
    .click();

/** Types into one of the browser's own fields. */
function type(value: string, index = 0): void {
  const input = document.querySelectorAll<HTMLInputElement>('input.native-field')[index]!;
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')!.set!.call(input, value);
  input.dispatchEvent(new Event('input', { bubbles: true }));
}

describe('the form', () => {
  it('labels each field with its title, says what helps, and which may stay empty', () => {
    act(() => root.render(<Form />));
    const labels = createWrapper()
      .findAllFormFields()
      .map((field) => field.findLabel()?.getElement().textContent);
    expect(labels).toEqual(['The change may be carried out', 'Comment - optional', 'window - optional']);
    expect(document.body.textContent).toContain('For the team');
  });

  it('keeps what is filled in', () => {
    act(() => root.render(<Form />));
    act(() => createWrapper().findRadioGroup()!.findInputByValue('false')!.click());
    act(() => createWrapper().findInput()!.setInputValue('Not today'));
    act(() => createWrapper().findSelect()!.openDropdown());
    act(() => createWrapper().findSelect()!.selectOption(2));
    expect(values).toEqual({ approved: 'false', comment: 'Not today', window: '0' });
  });

  it('puts an error beside its field, and one of no field above all', () => {
    act(() => root.render(<Form errors={{ approved: 'Choose yes or no.', elsewhere: 'Too much.' }} />));
    expect(createWrapper().findFormField()!.findError()!.getElement().textContent).toContain('Choose yes or no.');
    expect(createWrapper().findAlert()!.getElement().textContent).toContain('Too much.');
  });

  it.each<[string, Record<string, unknown>, (() => void)[], unknown]>([
    ['a line of text', { type: 'string' }, [() => wrapper().findInput()!.setInputValue('A line')], 'A line'],
    ['a number', { type: 'number' }, [() => wrapper().findInput()!.setInputValue('-2.5')], -2.5],
    ['a whole number', { type: 'integer' }, [() => wrapper().findInput()!.setInputValue('12')], 12],
    ['yes or no', { type: 'boolean' }, [() => wrapper().findRadioGroup()!.findInputByValue('true')!.click()], true],
    [
      'several lines',
      { type: 'string', format: 'multiline' },
      [() => wrapper().findTextarea()!.setTextareaValue('One\nTwo')],
      'One\nTwo',
    ],
    [
      'one of several',
      { enum: ['a', 2] },
      [() => wrapper().findSelect()!.openDropdown(), () => wrapper().findSelect()!.selectOption(3)],
      2,
    ],
    ['a date', { type: 'string', format: 'date' }, [() => type('2026-03-12')], '2026-03-12'],
    [
      'a time',
      { type: 'string', format: 'date-time' },
      [() => type('2026-03-12T08:30')],
      new Date('2026-03-12T08:30').toISOString(),
    ],
    ['anything else', { type: 'object' }, [() => wrapper().findTextarea()!.setTextareaValue('{"a":1}')], { a: 1 }],
    [
      'a list of lines',
      { type: 'array', items: { type: 'string' } },
      [() => wrapper().findTextarea()!.setTextareaValue('One\nTwo')],
      ['One', 'Two'],
    ],
    [
      'a list of numbers',
      { type: 'array', items: { type: 'number' } },
      [() => wrapper().findTextarea()!.setTextareaValue('1\n2.5')],
      [1, 2.5],
    ],
    [
      'any of several',
      { type: 'array', items: { enum: ['a', 'b', 3] } },
      [
        () => wrapper().findMultiselect()!.openDropdown(),
        () => wrapper().findMultiselect()!.selectOption(1),
        () => wrapper().findMultiselect()!.selectOption(3),
      ],
      ['a', 3],
    ],
    [
      'a list of dates, one of which is taken out again',
      { type: 'array', items: { type: 'string', format: 'date' } },
      [
        () => press('Add'),
        () => press('Add'),
        () => type('2026-03-12', 0),
        () => type('2026-03-13', 1),
        () => document.querySelector<HTMLElement>('[aria-label="Remove item 1 of it"]')!.click(),
      ],
      ['2026-03-13'],
    ],
    [
      'a list of yes and no',
      { type: 'array', items: { type: 'boolean' } },
      [() => press('Add'), () => wrapper().findRadioGroup()!.findInputByValue('false')!.click()],
      [false],
    ],
    [
      'a list of longer texts',
      { type: 'array', items: { type: 'string', format: 'multiline' } },
      [() => press('Add'), () => wrapper().findTextarea()!.setTextareaValue('One\nTwo')],
      ['One\nTwo'],
    ],
  ])('takes %s', (_, property, steps, expected) => {
    expect(filledIn(property, steps)).toEqual({ it: expected });
  });
});
