import { describe, expect, it } from 'vitest';
import { BASE_PATH } from '../../shared/contracts/base-path.ts';
import type { Route } from '../../shared/contracts/route.ts';
import { routes } from '../../shared/contracts/routes.ts';
import { type SynthesisedApp, synthesisedApp } from './synthesised-app.ts';

/** The gateway against the contract. */
export function httpApiRules(app: SynthesisedApp): void {
  describe('the HTTP API', () => {
    const contract = Object.values<Route>(routes);
    const deployed = app.ofType('AWS::ApiGatewayV2::Route').map(({ Properties }) => Properties);
    const keyOf = ({ method, path }: Route) => `${method} ${BASE_PATH}${path}`;

    it('has each route of the contract, and an unknown one is left to the handler', () => {
      expect(deployed.map(({ RouteKey }) => RouteKey).sort()).toEqual([...contract.map(keyOf), '$default'].sort());
    });

    it('asks for a token on each route but the open ones', () => {
      const open = deployed
        .filter(({ AuthorizationType }) => AuthorizationType !== 'JWT')
        .map(({ RouteKey }) => RouteKey);
      expect(open.sort()).toEqual(
        contract
          .filter(({ permission }) => permission === 'open')
          .map(keyOf)
          .sort(),
      );
      for (const { AuthorizationType, AuthorizerId } of deployed)
        expect(AuthorizationType === 'JWT').toBe(AuthorizerId !== undefined);
    });

    it.each(contract.map((route) => [keyOf(route), route] as const))(
      'is served by the function that the contract names: %s',
      (key, route) => {
        const target = JSON.stringify(deployed.find(({ RouteKey }) => RouteKey === key)?.Target);
        const integration = app.ofType('AWS::ApiGatewayV2::Integration').find(({ id }) => target.includes(`"${id}"`));
        expect(integration?.Properties.PayloadFormatVersion).toBe('2.0');
        const fn = route.servedBy === 'read' ? 'ReadApi' : 'CommandApi';
        expect(JSON.stringify(integration?.Properties.IntegrationUri)).toContain(fn);
      },
    );

    it('checks issuer and audience as given', () => {
      const given = synthesisedApp({ oidcIssuer: 'https://login.example.com/pool', oidcAudience: 'console' });
      const { JwtConfiguration } = given.ofType('AWS::ApiGatewayV2::Authorizer')[0]!.Properties;
      expect(JwtConfiguration).toEqual({ Issuer: 'https://login.example.com/pool', Audience: ['console'] });
    });

    it('is throttled and logs each request, without addresses and tokens', () => {
      const { DefaultRouteSettings, AccessLogSettings, StageName } =
        app.ofType('AWS::ApiGatewayV2::Stage')[0]!.Properties;
      expect(StageName).toBe('$default');
      expect(DefaultRouteSettings.ThrottlingRateLimit).toBeGreaterThan(0);
      expect(DefaultRouteSettings.ThrottlingBurstLimit).toBeGreaterThan(0);
      expect(AccessLogSettings.Format).not.toMatch(/sourceIp|authorization|path|\$context\.protocol/i);
    });
  });
}
