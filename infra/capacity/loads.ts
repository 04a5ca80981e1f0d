import { DUE_SHARDS } from '../../shared/storage/control-rows.ts';
import { LIST_WRITE_UNITS_A_SESSION } from './list-shards-for.ts';
import type { QuotaName } from './quotas.ts';
import { costOf, SESSION_COST } from './session-cost.ts';
import type { Workload } from './workload.ts';

/** What is asked of each quota, in the quota's own unit. */
export type Load = Record<QuotaName, number>;

const DAY_S = 86_400;
/** How long the invocations take that do not wait for a model, in seconds. Guessed, on the safe side. */
const PARK_S = 0.2;
const API_S = 0.2;
const FIRE_S = 0.5;
/** The growth from the average to the peak comes within a minute: so many times 10 s. */
const RAMP_STEPS = 6;
/** What is set aside for single functions is taken from all others: fire-trigger 20, recover 10, end-job 10, sweep 2 (infra/stacks). */
const RESERVED = 42;
/** A page of 50 sessions: the index nominates, 50 items are read, half a unit each and rounded up; other reads cost less. */
const READ_UNITS_A_REQUEST = 30;
/** Half of the requests read `Sessions` (lists, the head of a detail), the others activity, tasks and what belongs to agents. */
const OF_SESSIONS = 0.5;
/** Of the requests to the API beside starts, these change something. */
const COMMANDS = 0.1;
/** Two writes of the day's item a session: a block is leased and given back. Each costs the item's size, of 50 leases about 8 KB. */
const DAY_WRITE_UNITS = 2 * 8;
/** A deletion by age: once to delete, once to purge what was written late. */
const SWEEPS_A_DELETION = 2;
/** An open list asks every 2 s, a session that is being followed every second (web/src/pages): lists are what most look at. */
const REQUESTS_OF_A_WATCHER = 0.5;
/** Tokens are renewed each hour (infra/constructs/sign-in.ts); schedules fire once an hour. */
const HOUR_S = 3_600;
/** The largest that the design lets them become: 1,000 loops with a wait each, and 100 KB. */
const MOST_HISTORY = 13_000;
const MOST_CONTROL_KB = 100;

/** The load of a workload over the day and in its busiest second. Arithmetic only: nothing of it was measured on AWS. */
export function loadsOf(workload: Workload): { average: Load; peak: Load } {
  const factor = workload['peak-factor'];
  return { average: loadAt(workload, 1), peak: loadAt(workload, factor) };
}

/** Sessions that start each second, at so many times the average rate. */
export function startsPerSecond(workload: Workload, factor: number): number {
  return (workload['sessions-per-day'] / DAY_S) * factor;
}

/** How long an invocation of advance-session is busy with a session altogether, in seconds: it waits for models and tools. */
export function activeSeconds(workload: Workload): number {
  return (workload.turns + 1) * workload['model-seconds'] + workload.turns * workload['tool-seconds'];
}

function loadAt(workload: Workload, factor: number): Load {
  const starts = startsPerSecond(workload, factor);
  const ofSessions = (name: keyof typeof SESSION_COST) => starts * costOf(SESSION_COST[name], workload);
  const requests = requestsAt(workload, starts, watchers(workload, factor) * workload.tenants);
  const busy = busyAt(workload, starts, requests);
  const events = ofSessions('busEvents');
  const triggered = starts * workload['triggered-share'];
  return {
    startExecution: starts,
    stateTransition: ofSessions('transitions'),
    // By it Advance ends a run, and a wait is ended.
    sendTaskSuccess: starts * (1 + workload.waits),
    openExecutions: openAt(workload, starts),
    controlWrites: ofSessions('controlWrites'),
    activityWrites: ofSessions('activityWrites'),
    summaryWrites: ofSessions('summaryWrites'),
    sessionReads: requests.all * OF_SESSIONS * READ_UNITS_A_REQUEST,
    duePartition: ofSessions('dueWrites') / DUE_SHARDS,
    ...largestTenantAt(workload, starts, watchers(workload, factor)),
    lambdaConcurrency: RESERVED + busy.advance + busy.others,
    // From the average to the peak.
    lambdaScaling: (busy.advance * (1 - 1 / factor)) / RAMP_STEPS,
    fireTrigger: triggered * FIRE_S,
    httpStage: requests.all,
    httpAccount: requests.all,
    putEvents: events + triggered,
    // An event that starts a session is handed to fire-trigger; a schedule is not an event.
    eventInvocations: triggered,
    rules: 1 + workload.tenants * workload['event-triggers-per-tenant'],
    ...schedulesAt(workload, factor),
    sweeper: workload.retention === 'yes' ? startsPerSecond(workload, 1) * SWEEPS_A_DELETION : 0,
    signIns: (workload.tenants * workload['users-per-tenant'] * factor) / HOUR_S,
    logs: starts * (1 + 2 * workload.waits) + requests.all + triggered,
    history: Math.min(MOST_HISTORY, costOf(SESSION_COST.historyEvents, workload)),
    controlItem: MOST_CONTROL_KB,
  };
}

/** People of one tenant who look at the console. */
function watchers(workload: Workload, factor: number): number {
  return (workload['users-per-tenant'] * workload['watching-share'] * factor) / workload['peak-factor'];
}

/** Starts through the API, what people and programs ask beside them, an answer to each wait, and open pages of the console. */
function requestsAt(workload: Workload, starts: number, watching: number) {
  const commands = starts * (1 - workload['triggered-share'] + workload.waits + COMMANDS * workload['api-requests']);
  const reads = starts * (1 - COMMANDS) * workload['api-requests'] + watching * REQUESTS_OF_A_WATCHER;
  return { commands, reads, all: commands + reads };
}

/** Invocations at a time: how many begin each second, times how long each takes. */
function busyAt(workload: Workload, starts: number, requests: { all: number }) {
  const fire = Math.min(20, starts * workload['triggered-share'] * FIRE_S);
  return {
    advance: starts * activeSeconds(workload),
    others: starts * workload.waits * PARK_S + requests.all * API_S + fire,
  };
}

/** Those that are driven, and every wait of the last 24 h: none is open any longer, and some are answered before. */
function openAt(workload: Workload, starts: number): number {
  return starts * activeSeconds(workload) + workload['sessions-per-day'] * workload.waits;
}

function largestTenantAt(workload: Workload, starts: number, watching: number) {
  const largest = starts * workload['largest-share'];
  const requests = requestsAt(workload, largest, watching);
  const isLimited = workload['daily-limit'] === 'yes';
  return {
    listPartition: (largest * LIST_WRITE_UNITS_A_SESSION) / workload['list-shards'],
    dayPartition: isLimited ? largest * DAY_WRITE_UNITS : 0,
    // A block is given back at the end: a session that waits keeps it.
    dayBlocks: isLimited ? openAt(workload, starts) * workload['largest-share'] : 0,
    tenantCommands: requests.commands,
    tenantReads: requests.reads,
  };
}

/** At the peak, every schedule fires within one minute, as on the full hour. */
function schedulesAt(workload: Workload, factor: number) {
  const schedules = workload.tenants * workload['schedules-per-tenant'];
  return { schedules, scheduleInvocations: factor > 1 ? schedules / 60 : schedules / HOUR_S };
}
