/** What AWS asks for something, in US dollars for each `per` units; without free tiers and volume discounts. */
export type Price = { usd: number; per: number; unit: string; source: string; lookedUp: string };

const LOOKED_UP = '2026-11-23';
/** A page of AWS that shows its rates by script: the figure was read where `source` says. */
const elsewhere = (page: string, where: string) => `${page}, as quoted by ${where}`;

/** On-demand list prices of us-east-1 (N. Virginia): the one place for them. */
export const PRICES = {
  writeUnits: {
    ...{ usd: 0.625, per: 1e6, unit: 'write request units of DynamoDB, standard tables' },
    source: elsewhere(
      'aws.amazon.com/dynamodb/pricing/on-demand',
      'airbyte.com/data-engineering-resources/dynamodb-pricing',
    ),
    lookedUp: LOOKED_UP,
  },
  readUnits: {
    ...{ usd: 0.125, per: 1e6, unit: 'read request units of DynamoDB, standard tables' },
    source: elsewhere(
      'aws.amazon.com/dynamodb/pricing/on-demand',
      'airbyte.com/data-engineering-resources/dynamodb-pricing',
    ),
    lookedUp: LOOKED_UP,
  },
  // "Each time a step of your workflow is executed", retries too. The start is counted as one besides, to be on the safe side.
  transitions: {
    ...{ usd: 0.025, per: 1_000, unit: 'state transitions of Standard workflows' },
    source: 'aws.amazon.com/step-functions/pricing',
    lookedUp: LOOKED_UP,
  },
  invocations: {
    ...{ usd: 0.2, per: 1e6, unit: 'invocations of Lambda functions' },
    source: elsewhere('aws.amazon.com/lambda/pricing', 'cloudchipr.com/blog/aws-lambda-pricing'),
    lookedUp: LOOKED_UP,
  },
  gbSeconds: {
    ...{ usd: 0.0000133334, per: 1, unit: 'GB-seconds of Lambda functions on ARM, first tier' },
    source: elsewhere('aws.amazon.com/lambda/pricing', 'cloudchipr.com/blog/aws-lambda-pricing'),
    lookedUp: LOOKED_UP,
  },
  busEvents: {
    ...{ usd: 1, per: 1e6, unit: 'custom events of EventBridge, up to 64 KB each' },
    source: elsewhere('aws.amazon.com/eventbridge/pricing', 'cloudburn.io/blog/amazon-eventbridge-pricing'),
    lookedUp: LOOKED_UP,
  },
  httpRequests: {
    ...{ usd: 1, per: 1e6, unit: 'requests to an HTTP API, first tier, up to 512 KB each' },
    source: elsewhere('aws.amazon.com/api-gateway/pricing', 'apigatewaycost.com/aws'),
    lookedUp: LOOKED_UP,
  },
  logBytes: {
    ...{ usd: 0.5, per: 1e9, unit: 'bytes taken in by CloudWatch Logs, standard class' },
    source: elsewhere('aws.amazon.com/cloudwatch/pricing', 'c3x.dev/blog/cloudwatch-logs-cost-optimization'),
    lookedUp: LOOKED_UP,
  },
  durableOperations: {
    ...{ usd: 8, per: 1e6, unit: 'operations of Lambda durable functions: start, step, wait' },
    source: 'aws.amazon.com/lambda/pricing',
    lookedUp: LOOKED_UP,
  },
  durableBytes: {
    ...{ usd: 0.25, per: 1e9, unit: 'bytes written by Lambda durable functions' },
    source: 'aws.amazon.com/lambda/pricing',
    lookedUp: LOOKED_UP,
  },
} as const satisfies Record<string, Price>;

/** What a price is for. */
export type Billed = keyof typeof PRICES;
