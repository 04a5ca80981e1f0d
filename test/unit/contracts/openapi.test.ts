import { expect, it } from 'vitest';
import { committedText, generatedText } from '../../../infra/openapi/generate-openapi.ts';
import { routes } from '../../../shared/contracts/routes.ts';

it('is committed as the routes make it now (else: npm run openapi)', () => {
  expect(committedText() === generatedText()).toBe(true);
});

it('describes every route, with the permission that it needs', () => {
  const { paths } = JSON.parse(committedText());
  for (const route of Object.values(routes)) {
    const operation = paths[route.path]?.[route.method.toLowerCase()];
    expect(operation, route.operationId).toMatchObject({ operationId: route.operationId });
    if (route.permission === 'open') expect(operation.security).toEqual([]);
    else expect(operation['x-permission']).toBe(route.permission);
  }
});
