/** What of an HTTP API event (payload format 2.0) is read. The gateway, or the laptop's front, has verified the token. */
export type ApiEvent = {
  rawPath: string;
  /** Lower-case names after the header normaliser; a repeated header arrives joined with commas. */
  headers?: Record<string, string | undefined>;
  /** A repeated parameter arrives joined with commas. */
  queryStringParameters?: Record<string, string | undefined> | null;
  body?: string | null;
  isBase64Encoded?: boolean;
  requestContext: {
    requestId: string;
    http: { method: string };
    authorizer?: { jwt?: { claims?: Record<string, unknown> } };
  };
};

/** What of the Lambda context is read. */
export type ApiContext = { getRemainingTimeInMillis?: () => number };

export type ApiAnswer = { statusCode: number; headers: Record<string, string>; body: string };
