import { describe, expect, it } from 'vitest';
import { roleOf, synthesisedApp } from './synthesised-app.ts';

describe('a deployment whose providers of models ask for keys', () => {
  const app = synthesisedApp({ modelKeysSecret: 'acme/models' });

  it('lets the function that asks models read that secret, and no other function', () => {
    const told = app
      .functions()
      .filter(({ Properties }) => 'MODEL_KEYS_SECRET' in (Properties.Environment?.Variables ?? {}));
    expect(told.map(({ id }) => id.replace(/[0-9A-F]{8}$/, ''))).toEqual(['AdvanceSession']);
    const rights = app
      .rightsOf(roleOf(app, 'AdvanceSession'))
      .filter(({ resources }) => resources.join().includes('acme/models'));
    expect(rights.flatMap(({ actions }) => actions).sort()).toEqual([
      'secretsmanager:DescribeSecret',
      'secretsmanager:GetSecretValue',
    ]);
    expect(rights.flatMap(({ resources }) => resources).join()).toMatch(/secret:acme\/models-\?{6}/);
  });

  it('is found clean by cdk-nag', () => {
    expect(app.findings).toEqual([]);
  });

  it('refuses a name that no secret can have', () => {
    expect(() => synthesisedApp({ modelKeysSecret: 'a b' })).toThrow(/modelKeysSecret/);
  });
});
