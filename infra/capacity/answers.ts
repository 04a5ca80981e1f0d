import type { QuotaName } from './quotas.ts';

/** What this product does when a quota is reached, and what to do about it. */
type Answer = { happens: string; lever: string };

const TABLE: Answer = {
  happens: 'The SDK tries again, then the run backs off 1 to 60 s with jitter (BACK_OFF); the API answers 503',
  lever: 'Ask for a higher table quota, then a second cell; warm throughput before a known peak',
};

/** By quota. */
export const ANSWERS = {
  startExecution: {
    happens:
      'The session stays PENDING with its start in the outbox; the sweeper repeats it after a minute, 50 a second',
    lever: 'Ask for a higher rate; spread schedules over the minutes; then a second cell',
  },
  stateTransition: {
    happens: 'Step Functions itself delays the next state (ExecutionThrottled); nothing is lost',
    lever: 'Ask for a higher rate; a session has only 4, and 3 more a wait',
  },
  sendTaskSuccess: {
    happens: 'The wake stays in the outbox; the sweeper sends it after a minute, 50 a second',
    lever: 'Ask for a higher rate; resume large selections in parts',
  },
  openExecutions: {
    happens:
      'StartExecution is refused (ExecutionLimitExceeded): new sessions stay PENDING until others end or hibernate',
    lever: 'Ask for millions; shorten the 24 h of the waits in agent-session.asl.json; then a second cell',
  },
  controlWrites: TABLE,
  activityWrites: TABLE,
  summaryWrites: TABLE,
  sessionReads: { happens: 'Lists answer 503; no session is touched', lever: 'Ask for a higher table quota' },
  listPartition: {
    happens:
      'Writes of summaries are throttled, on the base table too: lists are late, and steps that wait for them back off',
    lever: 'listShards of the deployment, which may grow at any time (decision 020)',
  },
  duePartition: {
    happens: 'Writes of control items are throttled: runs back off',
    lever: 'More DUE_SHARDS (shared/storage/control-rows.ts); the sweeper must read the old ones too',
  },
  dayPartition: {
    happens: 'Runs of that tenant back off until they get their block of the day',
    lever: 'No daily limit; else a counter in parts, which is not built',
  },
  dayBlocks: {
    happens:
      'One more session ends as BUDGET_SPENT though little is spent: the others hold the rest until they end, those that wait too',
    lever: 'Smaller blocks (BLOCKS_A_DAY in shared/storage/tenant-budget-store.ts), not a higher limit; or none',
  },
  lambdaConcurrency: {
    happens:
      'Step Functions tries 8 times in 2 minutes with jitter, then a new run takes over; after five new ones without progress the session is FAILED. The API answers 5xx',
    lever: 'Ask for more before anything else; reserve some for the API; faster models; then a second cell',
  },
  lambdaScaling: {
    happens: 'As with concurrency, for the seconds until the function has grown',
    lever: 'Provisioned concurrency before a known peak; schedules spread over the minutes',
  },
  fireTrigger: {
    happens: 'Occurrences wait in the queue of Lambda, up to 6 hours, and start later',
    lever: 'reservedConcurrency in infra/constructs/trigger-firing.ts',
  },
  httpStage: {
    happens: 'The API answers 429; running sessions are not touched',
    lever: 'throttle in infra/constructs/http-routes.ts, with the concurrency to serve it',
  },
  httpAccount: { happens: 'The API answers 429; running sessions are not touched', lever: 'Ask for a higher rate' },
  tenantCommands: {
    happens: 'That tenant gets 429 with Retry-After; others are not touched',
    lever: 'limitTenantCommands of the deployment; triggers do not count',
  },
  tenantReads: {
    happens: 'That tenant gets 429 with Retry-After; others are not touched',
    lever: 'limitTenantReads of the deployment; events on the bus in place of asking',
  },
  putEvents: {
    happens: 'The event stays in the outbox; the sweeper repeats it after a minute, 50 a second',
    lever: 'Ask for a higher rate',
  },
  eventInvocations: {
    happens: 'EventBridge itself delays what it hands over; nothing is lost',
    lever: 'Ask for a higher rate',
  },
  rules: {
    happens: 'A new event trigger is answered 409, which says so; those that exist go on',
    lever: 'Ask for more rules; then a bus for each group of tenants',
  },
  schedules: { happens: 'A new schedule trigger is answered 409, which says so', lever: 'Ask for more schedules' },
  scheduleInvocations: {
    happens: 'Scheduler itself delays what it fires; the scheduled time still names the session',
    lever: 'Ask for a higher rate; other minutes than the full hour',
  },
  sweeper: {
    happens: 'Deletions by age fall behind, and with them effects that were left behind',
    lever: 'ITEMS_PER_SECOND in sweep-outboxes.ts, or one invocation for some of the shards each',
  },
  signIns: { happens: 'Sign-ins fail; who is signed in stays so for up to an hour', lever: 'Ask for a higher rate' },
  logs: {
    happens: 'Log lines, and the metrics in them, are lost; no session is touched',
    lever: 'Ask for a higher rate',
  },
  history: {
    happens: 'It is not: at 1,000 loops, about 14,000 events, the run rolls over into the next',
    lever: 'None is needed',
  },
  controlItem: {
    happens: 'It is not: long texts are bodies of their own, the item ends at 100 KB',
    lever: 'None is needed',
  },
} as const satisfies Record<QuotaName, Answer>;
