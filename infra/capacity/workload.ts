import * as z from 'zod';
import { MOST_LIST_SHARDS } from '../../shared/domain/scale/list-shards.ts';

const count = (fallback?: number) =>
  number(
    'must be a whole number of 1 or more, such as 200',
    (value) => Number.isSafeInteger(value) && value >= 1,
    fallback,
  );
const amount = (fallback: number) =>
  number('must be 0 or a positive number, such as 0.2', (value) => value >= 0 && Number.isFinite(value), fallback);
const share = (fallback?: number) =>
  number('must be a share from 0 to 1, such as 0.1', (value) => value >= 0 && value <= 1, fallback);
const factor = (fallback: number) =>
  number('must be 1 or more, such as 4', (value) => value >= 1 && Number.isFinite(value), fallback);
const shards = (fallback: number) =>
  number(
    `must be a whole number from 1 to ${MOST_LIST_SHARDS}, such as 6`,
    (value) => Number.isInteger(value) && value >= 1 && value <= MOST_LIST_SHARDS,
    fallback,
  );
const yesOrNo = z.enum(['yes', 'no'], 'must be yes or no').default('no');

/** What is asked of a deployment, by the names of the command's options. */
const workloadSchema = z.strictObject({
  tenants: count(),
  'sessions-per-day': count(),
  /** Model calls that ask for one tool call each; the final answer comes on top. */
  turns: count(5),
  /** Waits of a session for people, jobs and called sessions, on average; at most one a turn. */
  waits: amount(0.2),
  /** The busiest second over the average one. */
  'peak-factor': factor(4),
  /** Of each model call, in seconds. The Lambda waits for it. */
  'model-seconds': amount(5),
  /** Of each tool call, in seconds. */
  'tool-seconds': amount(0.5),
  /** Share of the sessions that the largest tenant starts: a tenth, or its part where there are fewer than ten. */
  'largest-share': share(),
  /** Share of the sessions that triggers start; the others are started through the API. */
  'triggered-share': share(0.5),
  /** Requests to the API for a session, beside the one that starts it: somebody looks, follows, steers. */
  'api-requests': amount(10),
  'users-per-tenant': amount(20),
  /** Of the users, those who have a list or a session open in the console in the busiest second. */
  'watching-share': share(0.05),
  'schedules-per-tenant': amount(20),
  'event-triggers-per-tenant': amount(1),
  /** Shards of the largest tenant's lists, as `listShards` of the deployment says. */
  'list-shards': shards(1),
  /** Whether the deployment deletes old sessions (`retentionDays`): yes or no. */
  retention: yesOrNo,
  /** Whether tenants have a daily budget (`tenantDailyTokens`, `tenantDailyCostUsd`): yes or no. */
  'daily-limit': yesOrNo,
});

export type Workload = z.infer<typeof workloadSchema>;

/** Names of the command's options. */
export const WORKLOAD_OPTIONS = Object.keys(workloadSchema.shape);

/** The workload that options ask for, or in one sentence each why they can't be taken. */
export function workloadFrom(options: Record<string, unknown>): { workload: Workload } | { refusals: string[] } {
  const parsed = workloadSchema.safeParse({ 'largest-share': usualShare(Number(options.tenants)), ...options });
  if (!parsed.success) return { refusals: parsed.error.issues.map(sentenceOf) };
  const workload = parsed.data;
  const refusals = contradictions(workload);
  return refusals.length > 0 ? { refusals } : { workload };
}

function usualShare(tenants: number): number {
  return tenants >= 1 ? Math.max(0.1, 1 / tenants) : 0.1;
}

function contradictions({ tenants, turns, waits, ...others }: Workload): string[] {
  const largest = others['largest-share'];
  return [
    ...(waits > turns
      ? [`--waits is ${waits}, but a session of ${turns} turns waits at most once a turn: give fewer.`]
      : []),
    ...(largest < 1 / tenants
      ? [
          `--largest-share is ${largest}, but the largest of ${tenants} tenants has at least ${rounded(1 / tenants)}: give that or more.`,
        ]
      : []),
  ];
}

function sentenceOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys')
    return `There is no option --${issue.keys.join(', --')}. The options are --${WORKLOAD_OPTIONS.join(', --')}.`;
  return `--${issue.path.join('.')} ${issue.message}.`;
}

/** Options are text. What is absent is the fallback; without one, and for what is no number, the message. */
function number(message: string, isAllowed: (value: number) => boolean, fallback?: number) {
  const toNumber = (given: unknown) =>
    typeof given === 'string' ? Number(given.trim() || Number.NaN) : (given ?? fallback);
  return z.preprocess(toNumber, z.number(message).refine(isAllowed, message));
}

function rounded(value: number): number {
  return Math.ceil(value * 1_000) / 1_000;
}
