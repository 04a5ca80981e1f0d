// @vitest-environment jsdom
import createWrapper from '@cloudscape-design/components/test-utils/dom';
import { act } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Route } from '../../../shared/contracts/route.ts';
import type { SecretAnswer } from '../../../shared/contracts/secret-routes.ts';
import type { ApiClient } from '../../../web/src/api-client/api-client.ts';
import { ApiProblem } from '../../../web/src/api-client/api-problem.ts';
import { ApiContext } from '../../../web/src/api-client/use-api.ts';
import { SecretModal } from '../../../web/src/pages/secret-list/secret-modal.tsx';

const by = { userId: 'ada', name: 'Ada' };
const times = {
  createdAt: '2026-11-23T09:00:00.000Z',
  createdBy: by,
  updatedAt: '2026-11-23T09:00:00.000Z',
  updatedBy: by,
};
const there: SecretAnswer = {
  name: 'GITHUB',
  origin: 'https://api.github.com',
  description: 'reads',
  version: 3,
  ...times,
};
const VALUE = 'canary value';

let root: Root;
let saved: SecretAnswer[];
let called: [operationId: string, input: unknown][];
let answers: Record<string, () => SecretAnswer>;
const notFound = () => {
  throw new ApiProblem({ status: 404, code: 'NOT_FOUND', title: 'Not found', detail: 'none' });
};

beforeEach(() => {
  Reflect.set(globalThis, 'IS_REACT_ACT_ENVIRONMENT', true);
  document.body.innerHTML = '<div id="here"></div>';
  root = createRoot(document.querySelector('#here')!);
  [saved, called] = [[], []];
  answers = { getSecret: notFound, putSecret: () => there };
});
afterEach(() => act(() => root.unmount()));

const api = {
  call: async (route: Route, input: unknown) => {
    called.push([route.operationId, input]);
    return answers[route.operationId]?.();
  },
} as unknown as ApiClient;

function show(secret?: SecretAnswer) {
  act(() =>
    root.render(
      <ApiContext value={api}>
        <SecretModal secret={secret} onClose={() => undefined} onSaved={(one) => saved.push(one)} />
      </ApiContext>,
    ),
  );
}
const inputs = () => createWrapper().findAllInputs();
const type = (at: number, text: string) => act(() => inputs()[at]!.setInputValue(text));
const submit = () => act(async () => createWrapper().findModal()!.findFooter()!.findAllButtons()[1]!.click());

describe('the window of a secret', () => {
  it('hides what is typed as the value, and sends it once', async () => {
    show();
    for (const [at, text] of ['GITHUB', ' https://api.github.com ', 'reads', VALUE].entries()) type(at, text);
    const field = inputs()[3]!.findNativeInput().getElement();
    expect([field.type, field.autocomplete]).toEqual(['password', 'new-password']);
    await submit();
    expect(called).toEqual([
      ['getSecret', { params: { name: 'GITHUB' } }],
      [
        'putSecret',
        { params: { name: 'GITHUB' }, body: { origin: 'https://api.github.com', description: 'reads', value: VALUE } },
      ],
    ]);
    expect(saved).toEqual([there]);
    expect(document.body.textContent).not.toContain(VALUE);
  });

  it('does not take the place of a secret that is there', async () => {
    answers.getSecret = () => there;
    show();
    type(0, 'GITHUB');
    type(3, VALUE);
    await submit();
    expect(called.map(([name]) => name)).toEqual(['getSecret']);
    expect(document.body.textContent).toContain('There is a secret GITHUB already');
    expect(saved).toEqual([]);
  });

  it('changes a secret from the version that was shown, never filling in its value', async () => {
    show(there);
    expect(inputs().map((input) => input.findNativeInput().getElement().value)).toEqual([
      'GITHUB',
      'https://api.github.com',
      'reads',
      '',
    ]);
    expect(inputs()[0]!.isDisabled()).toBe(true);
    type(3, VALUE);
    await submit();
    expect(called).toMatchObject([['putSecret', { params: { name: 'GITHUB' }, ifMatch: 3, body: { value: VALUE } }]]);
  });

  it('says at each field what is wrong with it, and keeps what was typed', async () => {
    answers.putSecret = () => {
      const errors = [{ path: 'value', message: 'must have at least 8 characters' }];
      throw new ApiProblem({ status: 400, code: 'BAD_REQUEST', title: 'x', detail: 'The body is not valid', errors });
    };
    show(there);
    type(3, 'short');
    await submit();
    const errors = createWrapper()
      .findAllFormFields()
      .map((field) => field.findError()?.getElement().textContent ?? '');
    expect(errors).toEqual(['', '', '', expect.stringContaining('at least 8 characters')]);
    expect(inputs()[3]!.findNativeInput().getElement().value).toBe('short');
    expect(document.body.textContent).not.toContain('short');
  });
});
