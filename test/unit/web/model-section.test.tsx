// @vitest-environment jsdom
import createWrapper from '@cloudscape-design/components/test-utils/dom';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act, useState } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { RegisteredModel } from '../../../shared/domain/model/registered-model.ts';
import type { ApiClient } from '../../../web/src/api-client/api-client.ts';
import { ApiContext } from '../../../web/src/api-client/use-api.ts';
import { type AgentDraft, NEW_AGENT } from '../../../web/src/pages/agent-editor/agent-draft.ts';
import { whyCostIsNotCounted } from '../../../web/src/pages/agent-editor/model-choice.ts';
import { ModelSection } from '../../../web/src/pages/agent-editor/model-section.tsx';

const by = { userId: 'ada', name: 'Ada' };
const aModel = (modelId: string, more: Partial<RegisteredModel> = {}): RegisteredModel => ({
  ...{ provider: 'anthropic', modelId, name: `The ${modelId}`, description: '', enabled: true, version: 1 },
  ...{ createdAt: '', createdBy: by, updatedAt: '', updatedBy: by, modelKey: `mdl_${modelId}` },
  ...more,
});
const priced = aModel('priced', { prices: { input: 3, output: 15 }, contextTokens: 200_000 });
const models = [aModel('off', { enabled: false }), priced, aModel('plain', { provider: 'bedrock' })];

let root: Root;
let draft: AgentDraft;
beforeEach(() => {
  Reflect.set(globalThis, 'IS_REACT_ACT_ENVIRONMENT', true);
  document.body.innerHTML = '<div id="here"></div>';
  root = createRoot(document.querySelector('#here')!);
});
afterEach(() => act(() => root.unmount()));

const api = { call: async () => ({ items: models, nextCursor: null }) } as unknown as ApiClient;

function Editor({ begin }: { begin: AgentDraft }) {
  const [now, setNow] = useState(begin);
  draft = now;
  return <ModelSection draft={now} errors={{}} isReadOnly={false} onChange={setNow} />;
}

async function show(choice: Pick<AgentDraft, 'provider' | 'modelId'> & Partial<AgentDraft>) {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  act(() =>
    root.render(
      <QueryClientProvider client={client}>
        <ApiContext value={api}>
          <Editor begin={{ ...NEW_AGENT, ...choice }} />
        </ApiContext>
      </QueryClientProvider>,
    ),
  );
  await act(() => vi.waitUntil(() => !client.isFetching()));
}
const select = () => createWrapper().findSelect()!;
const trigger = () => select().findTrigger().getElement().textContent;
const idField = () => createWrapper().findInput();
const pick = (modelKey: string) => {
  act(() => select().openDropdown());
  act(() => select().selectOptionByValue(modelKey));
};

describe('the model of an agent', () => {
  it('is shown with its prices and picked from the registry, by provider, those that are disabled not', async () => {
    await show({ provider: 'anthropic', modelId: 'priced' });
    expect(trigger()).toContain('The priced');
    expect(trigger()).toContain('$3 in, $15 out per million tokens · 200,000 tokens of context');
    expect(idField()).toBeNull();
    act(() => select().openDropdown());
    const dropdown = select().findDropdown();
    expect(dropdown.findOptions().map((option) => option.findLabel().getElement().textContent)).toEqual([
      ...['The off', 'The priced', 'The plain', 'Another model'],
    ]);
    expect(dropdown.findOptionByValue('mdl_off')!.getElement().textContent).toContain('disabled');
    act(() => select().selectOptionByValue('mdl_off'));
    expect(draft.modelId).toBe('priced');
    act(() => select().selectOptionByValue('mdl_plain'));
    expect(draft).toMatchObject({ provider: 'bedrock', modelId: 'plain' });
  });

  it('may be one that is not registered, also when its id begins like one that is', async () => {
    await show({ provider: 'anthropic', modelId: 'priced' });
    pick('');
    const type = (text: string) => act(() => idField()!.setInputValue(text));
    for (const text of ['', 'plain', 'priced', 'priced-2']) type(text);
    expect(draft).toMatchObject({ provider: 'anthropic', modelId: 'priced-2' });
    expect(trigger()).toContain('Another model');
    pick('mdl_priced');
    expect(draft.modelId).toBe('priced');
    expect(idField()).toBeNull();
  });

  it('of another provider does not keep the id and settings of the one before, which come back with it', async () => {
    const settings = '{"turns":[{"text":"Mine."}]}';
    await show({ provider: 'scripted', modelId: 'mine', settings });
    const choose = (provider: string) => {
      const providers = createWrapper().findAllSelects()[1]!;
      act(() => providers.openDropdown());
      act(() => providers.selectOptionByValue(provider));
    };
    choose('openai-compatible');
    expect(draft).toMatchObject({ provider: 'openai-compatible', modelId: '', settings: '' });
    act(() => idField()!.setInputValue('theirs'));
    choose('scripted');
    expect(draft).toMatchObject({ provider: 'scripted', modelId: 'mine', settings });
    choose('openai-compatible');
    expect(draft).toMatchObject({ modelId: 'theirs', settings: '' });
    pick('mdl_priced');
    expect(draft).toMatchObject({ provider: 'anthropic', modelId: 'priced', settings: '' });
    pick('mdl_plain');
    expect(draft).toMatchObject({ provider: 'bedrock', modelId: 'plain', settings: '' });
  });

  it('that is not registered is shown by its provider and id', async () => {
    await show({ provider: 'openai-compatible', modelId: 'mine' });
    expect(trigger()).toContain('Another model');
    expect(idField()!.getInputValue()).toBe('mine');
  });

  it('that was disabled since is shown as such', async () => {
    await show({ provider: 'anthropic', modelId: 'off' });
    expect(trigger()).toContain('The off');
    expect(createWrapper().findFormField()!.findWarning()!.getElement().textContent).toContain('It is disabled');
  });
});

describe('a limit of cost', () => {
  it('has no effect on a model without prices, and says why', () => {
    const why = (modelId: string, provider = 'anthropic') => whyCostIsNotCounted(models, { provider, modelId });
    expect(why('priced')).toBeUndefined();
    expect(why('plain', 'bedrock')).toContain('registered without prices');
    expect(why('mine')).toContain('not registered');
    expect(whyCostIsNotCounted(undefined, { provider: 'anthropic', modelId: 'mine' })).toBeUndefined();
  });
});
