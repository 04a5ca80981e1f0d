import { afterAll, describe, expect, it } from 'vitest';
import { routes } from '../../../shared/contracts/routes.ts';
import { anOpenApi } from '../../builders/a-tenant-to-hide.ts';
import { anAgentDefinition } from '../../builders/an-agent.ts';
import { aToken, type Claims } from '../../builders/an-api-request.ts';

const api = await anOpenApi();
afterAll(api.close);

let tenants = 0;
/** An admin of a tenant of its own for each test. */
const newAdmin = () => {
  tenants += 1;
  return aToken({ tenant: `tenant${tenants}` });
};

const sonnet = {
  provider: 'anthropic',
  modelId: 'claude-sonnet-4-5',
  name: 'Sonnet',
  prices: { input: 3, output: 15, cachedInput: 0.3, cacheWrite: 3.75 },
  contextTokens: 200_000,
};
const create = (claims: Claims, body: unknown = sonnet) => api.call(routes.createModel, { body }, claims);
const at = (modelKey: string, version?: number) => ({
  path: `/models/${modelKey}`,
  ...(version !== undefined && { headers: { 'if-match': `"${version}"` } }),
});

describe('a registered model', () => {
  it('is created with what is usual, and read back', async () => {
    const admin = newAdmin();
    const created = await create(admin);
    expect(created).toMatchObject({ status: 201, headers: { ETag: '"1"' } });
    expect(created.body).toMatchObject({
      ...{ ...sonnet, description: '', enabled: true, version: 1, createdBy: { userId: 'ada', name: 'Ada' } },
      modelKey: expect.stringMatching(/^mdl_[0-9A-Z]{26}$/),
    });
    const read = await api.call(routes.getModel, at(created.body.modelKey), admin);
    expect(read).toMatchObject({ status: 200, body: created.body });
  });

  it('is one only for a provider and model id, but another in another tenant', async () => {
    const admin = newAdmin();
    const { body } = await create(admin);
    const again = await create(admin, { ...sonnet, name: 'Again' });
    expect(again).toMatchObject({ status: 409, body: { code: 'CONFLICT' } });
    expect(again.body.detail).toContain(body.modelKey);
    const elsewhere = await create(newAdmin());
    expect(elsewhere.status).toBe(201);
    expect(elsewhere.body.modelKey).not.toBe(body.modelKey);
    expect((await create(admin, { ...sonnet, provider: 'bedrock' })).status).toBe(201);
  });

  it('is replaced whole by who read its version, and stays the same model', async () => {
    const admin = newAdmin();
    const { modelKey } = (await create(admin)).body;
    const replace = (version: number, body: unknown) =>
      api.call(routes.replaceModel, { ...at(modelKey, version), body }, admin);
    const { prices: _, contextTokens: __, ...bare } = sonnet;
    const replaced = await replace(1, { ...bare, enabled: false });
    expect(replaced).toMatchObject({ status: 200, body: { modelKey, version: 2, enabled: false } });
    expect(Object.keys(replaced.body)).not.toContain('prices');
    expect(await replace(1, sonnet)).toMatchObject({ status: 409, body: { code: 'CONFLICT' } });
    const other = await replace(2, { ...sonnet, modelId: 'claude-opus-4-1' });
    expect(other).toMatchObject({ status: 409, body: { detail: expect.stringContaining('stays so') } });
    expect((await api.call(routes.getModel, at(modelKey), admin)).body).toEqual(replaced.body);
  });

  it('is removed by who read its version', async () => {
    const admin = newAdmin();
    const { modelKey } = (await create(admin)).body;
    expect((await api.call(routes.deleteModel, at(modelKey, 7), admin)).status).toBe(409);
    expect((await api.call(routes.deleteModel, at(modelKey, 1), admin)).status).toBe(204);
    expect((await api.call(routes.getModel, at(modelKey), admin)).status).toBe(404);
    expect((await api.call(routes.deleteModel, at(modelKey, 1), admin)).status).toBe(404);
  });

  it.each([
    ['provider', { provider: 'oracle' }],
    ['modelId', { modelId: '' }],
    ['name', { name: ' ' }],
    ['prices.input', { prices: { input: -1, output: 1 } }],
    ['prices.output', { prices: { input: 1 } }],
    ['contextTokens', { contextTokens: 10 }],
    ['enabled', { enabled: 'yes' }],
  ])('is refused when its %s makes no sense', async (path, more) => {
    const answer = await create(newAdmin(), { ...sonnet, ...more });
    expect(answer).toMatchObject({ status: 400, body: { code: 'BAD_REQUEST' } });
    expect(answer.body.errors.map((error: { path: string }) => error.path)).toEqual([path]);
  });
});

describe('the list of models', () => {
  it('is filtered and paged, each model once', async () => {
    const admin = newAdmin();
    for (let number = 0; number < 7; number += 1) {
      const provider = number < 5 ? 'anthropic' : 'bedrock';
      await create(admin, { provider, modelId: `model-${number}`, name: `Number ${number}` });
    }
    const list = async (query: Record<string, string>) => (await api.call(routes.listModels, { query }, admin)).body;
    const namesOf = (items: { name: string }[]) => items.map(({ name }) => name).sort();
    expect(namesOf((await list({ provider: 'bedrock' })).items)).toEqual(['Number 5', 'Number 6']);
    expect(namesOf((await list({ search: 'MODEL-3' })).items)).toEqual(['Number 3']);
    const paged: { name: string }[] = [];
    let cursor: string | null = '';
    do {
      const page = await list({ limit: '3', ...(cursor && { cursor }) });
      paged.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(namesOf(paged)).toEqual([0, 1, 2, 3, 4, 5, 6].map((number) => `Number ${number}`));
  });
});

describe('an agent', () => {
  const save = (claims: Claims, modelId = 'claude-sonnet-4-5') =>
    api.call(routes.createAgent, { body: anAgentDefinition({ model: { provider: 'anthropic', modelId } }) }, claims);

  it('is not saved with a model that is disabled, but with one that nobody registered', async () => {
    const admin = newAdmin();
    const { modelKey } = (await create(admin, { ...sonnet, enabled: false })).body;
    const refused = await save(admin);
    expect(refused).toMatchObject({ status: 400, body: { errors: [{ path: 'model.modelId' }] } });
    expect(refused.body.detail).toContain(`"Sonnet" (${modelKey}) is disabled`);
    expect((await save(admin, 'claude-of-tomorrow')).status).toBe(201);
    expect((await save(newAdmin())).status).toBe(201);
  });
});
