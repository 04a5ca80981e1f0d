/** An event of API Gateway's HTTP API in payload format 2.0, as far as the gateway always sends it. */
export type HttpApiEvent = {
  version: '2.0';
  /** Method and path pattern of the route, as in `GET /api/v1/sessions/{sessionId}`. */
  routeKey: string;
  /** Decoded, as the gateway delivers it in spite of the name. */
  rawPath: string;
  /** Without the question mark, not decoded. */
  rawQueryString: string;
  cookies?: string[];
  /** Lower-cased names; repeated headers are joined by commas. */
  headers: Record<string, string>;
  /** Decoded; repeated keys are joined by commas. */
  queryStringParameters?: Record<string, string>;
  /** Decoded. */
  pathParameters?: Record<string, string>;
  requestContext: {
    accountId: string;
    apiId: string;
    authorizer?: { jwt: { claims: Record<string, string>; scopes: string[] | null } };
    domainName: string;
    domainPrefix: string;
    http: { method: string; path: string; protocol: string; sourceIp: string; userAgent: string };
    requestId: string;
    routeKey: string;
    stage: '$default';
    /** `12/Mar/2026:19:03:58 +0000`. */
    time: string;
    /** Milliseconds since 1970. */
    timeEpoch: number;
  };
  body?: string;
  isBase64Encoded: boolean;
};

/** The part of Lambda's context that handlers and their libraries read. */
export type LambdaContext = {
  callbackWaitsForEmptyEventLoop: boolean;
  functionName: string;
  functionVersion: string;
  invokedFunctionArn: string;
  memoryLimitInMB: string;
  awsRequestId: string;
  logGroupName: string;
  logStreamName: string;
  /** Milliseconds until the function's time limit; never negative. */
  getRemainingTimeInMillis: () => number;
};

/** A Lambda function behind the gateway. Its result is parsed as payload 2.0. */
export type HttpApiHandler = (event: HttpApiEvent, context: LambdaContext) => Promise<unknown>;
