/** A limit of AWS, or of this product, on what is done with it each second, at once or altogether. */
export type Quota = {
  /** What is limited, as tables show it. */
  name: string;
  /** Of a default account in us-east-1. */
  value: number;
  unit: string;
  /** soft: raised on request; hard: never; own: set in this repository. */
  kind: 'soft' | 'hard' | 'own';
  /** What is let through at once above the rate, where the limit is a token bucket. */
  bucket?: number;
  /** The page or the file that says so. */
  source: string;
  /** When it was compared with the page; stored copies of AWS's pages were read, which may be older than the pages. */
  checked: '2026-11-23' | 'from memory, to be checked';
};

const STEP_FUNCTIONS = 'https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html';
const DYNAMODB = 'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html';
const CONSTRAINTS = 'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html';
const PARTITIONS = 'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html';
const LAMBDA = 'https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html';
const EVENTBRIDGE = 'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html';
const SCHEDULER = 'https://docs.aws.amazon.com/scheduler/latest/UserGuide/scheduler-quotas.html';
const CHECKED = '2026-11-23';
const FROM_MEMORY = 'from memory, to be checked';
const PARTITION = { value: 1_000, unit: 'write units/s', kind: 'hard', source: PARTITIONS, checked: CHECKED } as const;

/** Every limit that the load is compared with: the one place where a changed number is put. */
export const QUOTAS = {
  startExecution: {
    name: 'Step Functions StartExecution',
    ...{ value: 300, unit: '/s', bucket: 1_300, kind: 'soft', source: STEP_FUNCTIONS, checked: CHECKED },
  },
  stateTransition: {
    name: 'Step Functions state transitions',
    // New accounts begin with less, which AWS raises by itself with use.
    ...{ value: 5_000, unit: '/s', bucket: 5_000, kind: 'soft', source: STEP_FUNCTIONS, checked: CHECKED },
  },
  sendTaskSuccess: {
    name: 'Step Functions SendTaskSuccess',
    ...{ value: 500, unit: '/s', bucket: 3_000, kind: 'soft', source: STEP_FUNCTIONS, checked: CHECKED },
  },
  openExecutions: {
    name: 'Step Functions open executions',
    ...{ value: 1_000_000, unit: 'open', kind: 'soft', source: STEP_FUNCTIONS, checked: CHECKED },
  },
  controlWrites: {
    name: 'DynamoDB SessionControl, writes',
    ...{ value: 40_000, unit: 'write units/s', kind: 'soft', source: DYNAMODB, checked: CHECKED },
  },
  activityWrites: {
    name: 'DynamoDB Activity, writes',
    ...{ value: 40_000, unit: 'write units/s', kind: 'soft', source: DYNAMODB, checked: CHECKED },
  },
  summaryWrites: {
    name: 'DynamoDB Sessions, writes',
    ...{ value: 40_000, unit: 'write units/s', kind: 'soft', source: DYNAMODB, checked: CHECKED },
  },
  sessionReads: {
    name: 'DynamoDB Sessions, reads',
    ...{ value: 40_000, unit: 'read units/s', kind: 'soft', source: DYNAMODB, checked: CHECKED },
  },
  listPartition: { name: "Partition of the largest tenant's lists", ...PARTITION },
  duePartition: { name: 'Partition of the due index', ...PARTITION },
  dayPartition: { name: "Item of the largest tenant's day (daily limit only)", ...PARTITION },
  dayBlocks: {
    name: "Blocks of the largest tenant's day (daily limit only)",
    ...{
      value: 50,
      unit: 'sessions at once',
      kind: 'own',
      source: 'shared/storage/tenant-budget-store.ts',
      checked: CHECKED,
    },
  },
  lambdaConcurrency: {
    name: 'Lambda invocations at a time',
    ...{ value: 1_000, unit: 'at once', kind: 'soft', source: LAMBDA, checked: CHECKED },
  },
  lambdaScaling: {
    name: 'Lambda growth of advance-session',
    ...{ value: 1_000, unit: 'in 10 s', kind: 'hard' },
    ...{ source: 'https://docs.aws.amazon.com/lambda/latest/dg/scaling-behavior.html', checked: CHECKED },
  },
  fireTrigger: {
    name: 'Reserved concurrency of fire-trigger',
    ...{ value: 20, unit: 'at once', kind: 'own', source: 'infra/constructs/trigger-firing.ts', checked: CHECKED },
  },
  httpStage: {
    name: "HTTP API, this product's throttle",
    ...{
      value: 200,
      unit: '/s',
      bucket: 400,
      kind: 'own',
      source: 'infra/constructs/http-routes.ts',
      checked: CHECKED,
    },
  },
  httpAccount: {
    name: "HTTP API, the account's throttle",
    ...{ value: 10_000, unit: '/s', bucket: 5_000, kind: 'soft', checked: CHECKED },
    source: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html',
  },
  tenantCommands: {
    name: 'Commands of the largest tenant (limitTenantCommands)',
    ...{ value: 50, unit: '/s', bucket: 200, kind: 'own', source: 'README.md, Deploy', checked: CHECKED },
  },
  tenantReads: {
    name: 'Reads of the largest tenant (limitTenantReads)',
    ...{ value: 100, unit: '/s', bucket: 300, kind: 'own', source: 'README.md, Deploy', checked: CHECKED },
  },
  putEvents: {
    name: 'EventBridge PutEvents',
    ...{ value: 10_000, unit: '/s', kind: 'soft', source: EVENTBRIDGE, checked: CHECKED },
  },
  eventInvocations: {
    name: 'EventBridge invocations',
    ...{ value: 18_750, unit: '/s', kind: 'soft', source: EVENTBRIDGE, checked: CHECKED },
  },
  rules: {
    name: "EventBridge rules on the product's bus",
    ...{ value: 300, unit: 'rules', kind: 'soft', source: EVENTBRIDGE, checked: CHECKED },
  },
  schedules: {
    name: 'Scheduler schedules',
    ...{ value: 10_000_000, unit: 'schedules', kind: 'soft', source: SCHEDULER, checked: CHECKED },
  },
  scheduleInvocations: {
    name: 'Scheduler invocations',
    ...{ value: 1_000, unit: '/s', kind: 'soft', source: SCHEDULER, checked: CHECKED },
  },
  sweeper: {
    name: 'Items that the sweeper takes',
    // 50 a second for 40 of the 60 s; the rest of its time is a reserve.
    ...{
      value: 33,
      unit: '/s',
      kind: 'own',
      source: 'functions/session-lifecycle/sweep-outboxes.ts',
      checked: CHECKED,
    },
  },
  signIns: {
    name: 'Cognito UserAuthentication',
    ...{ value: 120, unit: '/s', kind: 'soft', checked: CHECKED },
    source: 'https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html',
  },
  logs: {
    name: 'CloudWatch Logs PutLogEvents',
    // Whether what Lambda itself delivers counts is not said there; here it does.
    ...{ value: 5_000, unit: '/s', kind: 'soft', checked: CHECKED },
    source: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html',
  },
  history: {
    name: "Events of an execution's history",
    ...{ value: 25_000, unit: 'events', kind: 'hard', source: STEP_FUNCTIONS, checked: CHECKED },
  },
  controlItem: {
    name: 'Size of a control item',
    ...{ value: 400, unit: 'KB', kind: 'hard', source: CONSTRAINTS, checked: FROM_MEMORY },
  },
} as const satisfies Record<string, Quota>;

export type QuotaName = keyof typeof QUOTAS;
