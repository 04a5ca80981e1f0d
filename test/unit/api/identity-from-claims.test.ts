import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { identityFromClaims } from '../../../functions/api/http/identity-from-claims.ts';
import { Unauthenticated } from '../../../shared/contracts/refusal.ts';
import { aToken } from '../../builders/an-api-request.ts';

describe('who calls', () => {
  it('is read from the claims', () => {
    expect(identityFromClaims(aToken({ projects: '[billing sales]', 'cognito:groups': '[viewer]' }))).toEqual({
      tenantId: 'acme',
      userId: 'ada',
      name: 'Ada',
      roles: ['viewer'],
      permissions: expect.arrayContaining(['sessions:read']),
      projects: ['billing', 'sales'],
    });
  });

  it.each([
    ['[a b]', ['a', 'b']],
    ['[]', []],
    ['', []],
    ['admin', ['admin']],
    [
      ['a', 'b', 'a'],
      ['a', 'b'],
    ],
  ])('takes %j as a list of roles', (groups, roles) => {
    expect(identityFromClaims(aToken({ 'cognito:groups': groups })).roles).toEqual(roles);
  });

  it.each([
    ['*', '*'],
    ['[*]', '*'],
    [['*'], '*'],
    [undefined, []],
    ['[billing]', ['billing']],
  ])('takes %j as projects', (projects, seen) => {
    expect(identityFromClaims(aToken({ projects })).projects).toEqual(seen);
  });

  it('is named by the subject when the token holds no name', () => {
    expect(identityFromClaims(aToken({ name: undefined })).name).toBe('ada');
  });

  it.each([undefined, 'ab', 'Acme', 'acme#', 'a b c', 'a'.repeat(33), ['acme'], 3, null])(
    'is nobody when the tenant is %j',
    (tenant) => {
      expect(() => identityFromClaims(aToken({ tenant }))).toThrow(Unauthenticated);
    },
  );

  it.each([undefined, '', 7, null])('is nobody when the subject is %j', (sub) => {
    expect(() => identityFromClaims(aToken({ sub }))).toThrow(Unauthenticated);
  });

  it('is nobody without claims', () => {
    expect(() => identityFromClaims(undefined)).toThrow(Unauthenticated);
  });

  it('is somebody or nobody, whatever the claims', () => {
    const claim = fc.constantFrom('sub', 'name', 'tenant', 'cognito:groups', 'projects');
    fc.assert(
      fc.property(fc.dictionary(claim, fc.oneof(fc.jsonValue(), fc.string())), (claims) => {
        try {
          expect(identityFromClaims({ ...aToken(), ...claims }).tenantId).toMatch(/^[a-z0-9]{3,32}$/);
        } catch (error) {
          expect(error).toBeInstanceOf(Unauthenticated);
        }
      }),
    );
  });
});
