import { describe, expect, it } from 'vitest';
import type { RegisteredModel } from '../../../shared/domain/model/registered-model.ts';
import {
  draftedModel,
  type ModelDraft,
  modelDraftOf,
  NEW_MODEL,
} from '../../../web/src/pages/model-editor/model-draft.ts';

const by = { userId: 'ada', name: 'Ada' };
const definition = {
  provider: 'anthropic' as const,
  modelId: 'claude',
  name: 'Claude',
  description: 'Thinks.',
  prices: { input: 3, output: 15, cachedInput: 0.3, cacheWrite: 3.75 },
  contextTokens: 200_000,
  enabled: false,
};
const times = { createdAt: '', createdBy: by, updatedAt: '', updatedBy: by };
const model: RegisteredModel = { ...definition, modelKey: 'mdl_1', version: 3, ...times };
const named: ModelDraft = { ...NEW_MODEL, modelId: ' claude ', name: 'Claude' };
const errorsOf = (draft: ModelDraft) => Object.keys(draftedModel(draft).errors ?? {});

describe('the draft of a model', () => {
  it('holds all that a person writes of it', () => {
    expect(draftedModel(modelDraftOf(model)).definition).toEqual(definition);
    const { prices: _, contextTokens: __, ...rest } = definition;
    expect(draftedModel(modelDraftOf({ ...rest, modelKey: 'mdl_1', version: 3, ...times })).definition).toEqual(rest);
  });

  it('of a new one needs an id and a name only', () => {
    expect(errorsOf(NEW_MODEL)).toEqual(['modelId', 'name']);
    expect(draftedModel(named).definition).toEqual({
      ...{ provider: 'anthropic', modelId: 'claude', name: 'Claude', description: '', enabled: true },
    });
  });

  it.each([
    [{ input: '3' }, ['prices.output']],
    [{ cachedInput: '0.3' }, ['prices.input', 'prices.output']],
    [{ input: '3', output: 'free' }, ['prices.output']],
    [{ input: '-3', output: '1' }, ['prices.input']],
    [{ input: '0', output: '0' }, []],
  ])('with the prices %o has something wrong at %o', (prices, wrong) => {
    expect(errorsOf({ ...named, prices: { ...named.prices, ...prices } })).toEqual(wrong);
  });

  it('says in words that input and output go together, and what is no number', () => {
    const { errors } = draftedModel({ ...named, prices: { ...named.prices, input: 'free' } });
    expect(errors).toEqual({
      'prices.input': expect.stringContaining('This is not a number'),
      'prices.output': expect.stringContaining('Write what input and output cost'),
    });
  });

  it.each(['many', '10', '2000.5'])('says that a context of %s tokens is none', (contextTokens) => {
    expect(errorsOf({ ...named, contextTokens })).toEqual(['contextTokens']);
  });
});
