// @vitest-environment jsdom
import createWrapper from '@cloudscape-design/components/test-utils/dom';
import { act, useState } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FormValues } from '../../../web/src/schema-form/form-output.ts';
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

function Form({ errors = {} }: { errors?: Record<string, string> }) {
  const [kept, keep] = useState<FormValues>({});
  values = kept;
  return <SchemaForm schema={schema} values={kept} onChange={keep} errors={errors} />;
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
});
