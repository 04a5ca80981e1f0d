import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  type HttpApi,
  HttpMethod,
  HttpNoneAuthorizer,
  HttpRoute,
  HttpRouteKey,
  HttpStage,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { RemovalPolicy, Validations } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { BASE_PATH } from '../../shared/contracts/base-path.ts';
import type { Route } from '../../shared/contracts/route.ts';
import type { ServiceFunction } from './service-function.ts';

export type HttpRoutesProps = {
  /** Without routes so far. */
  api: HttpApi;
  routes: readonly Route[];
  /** Issuer and audience of the tokens that every route but the open ones needs. */
  tokens: { issuer: string; audience: string[] };
  /** Who serves which routes. */
  functions: Record<Route['servedBy'], ServiceFunction>;
  /** Name of the access log. */
  logGroupName: string;
};

/** The HTTP API's routes, from the contract. */
export class HttpRoutes extends Construct {
  constructor(scope: Construct, id: string, props: HttpRoutesProps) {
    super(scope, id);
    const authorizer = new HttpJwtAuthorizer('Token', props.tokens.issuer, { jwtAudience: props.tokens.audience });
    const serve = integrations(props.functions);
    // An unknown route is answered by the handler, in the contract's own form, and only to who has a token.
    const integration = serve.read;
    new HttpRoute(this, 'Unknown', { httpApi: props.api, routeKey: HttpRouteKey.DEFAULT, integration, authorizer });
    const open = new Construct(this, 'Open');
    for (const route of props.routes) {
      const scopeOfRoute = route.permission === 'open' ? open : this;
      new HttpRoute(scopeOfRoute, route.operationId, {
        httpApi: props.api,
        routeKey: HttpRouteKey.with(`${BASE_PATH}${route.path}`, HttpMethod[route.method]),
        integration: serve[route.servedBy],
        authorizer: route.permission === 'open' ? new HttpNoneAuthorizer() : authorizer,
      });
    }
    Validations.of(open).acknowledge({
      id: 'AwsSolutions-APIG4',
      reason: 'The contract opens these routes (health, the OpenAPI document): they tell nothing about any tenant.',
    });
    this.addStage(props);
  }

  /** `$default`: the router compares whole paths, and a named stage would be part of them. */
  private addStage({ api, logGroupName }: HttpRoutesProps): void {
    const destination = new LogGroup(this, 'AccessLog', {
      logGroupName,
      retention: RetentionDays.THREE_MONTHS,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    new HttpStage(this, 'Stage', {
      httpApi: api,
      stageName: '$default',
      autoDeploy: true,
      // Shared by all tenants: well under Lambda's default of 1,000 invocations at a time, which the sessions need too.
      throttle: { rateLimit: 200, burstLimit: 400 },
      accessLogSettings: { destination: new LogGroupLogDestination(destination), format: accessLogFormat },
    });
  }
}

/** Neither address nor token nor query: who, what, how it went. */
const accessLogFormat = AccessLogFormat.custom(
  JSON.stringify({
    requestId: '$context.requestId',
    requestTime: '$context.requestTime',
    routeKey: '$context.routeKey',
    status: '$context.status',
    latencyMs: '$context.responseLatency',
    functionMs: '$context.integrationLatency',
    tenant: '$context.authorizer.claims.tenant',
    userId: '$context.authorizer.claims.sub',
    error: '$context.error.message',
    integrationError: '$context.integrationErrorMessage',
  }),
);

function integrations(functions: HttpRoutesProps['functions']): Record<Route['servedBy'], HttpLambdaIntegration> {
  // One permission for the API in place of one for each route: a function's policy ends at 20 KB, about 50 routes.
  const options = { scopePermissionToRoute: false };
  return {
    read: new HttpLambdaIntegration('Read', functions.read, options),
    command: new HttpLambdaIntegration('Command', functions.command, options),
  };
}
