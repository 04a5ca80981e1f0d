import type { Bounds } from './bounds.ts';
import type { Rules } from './rules.ts';

/** One rule is off: the exploration must find what it prevents, unless `isHarmless`, which says why nothing shows. */
export type Mutation = { name: string; rules: Partial<Rules>; bounds: Partial<Bounds>; isHarmless?: string };

const manual = { program: 'M' };
const tool = { program: 'H', completions: 0 };
const called = { program: 'K', completions: 0 };

export const MUTATIONS: readonly Mutation[] = [
  { name: 'writes not conditional', rules: { conditional: false }, bounds: { ...tool, cancels: 1, deletes: 1 } },
  { name: 'no claim', rules: { claim: false }, bounds: { ...tool, cancels: 1 } },
  { name: 'an orphaned call is run again', rules: { orphanUnknown: false }, bounds: { ...tool, crashes: 1 } },
  {
    name: 'a claim is an orphan while its holder lives',
    rules: { orphanIsDead: false },
    bounds: { ...tool, duplicates: 1, cancels: 1 },
  },
  { name: 'effects only in memory', rules: { storedEffects: false }, bounds: { ...manual, crashes: 1 } },
  { name: 'no sweeper', rules: { sweeper: false }, bounds: { ...manual, crashes: 1 } },
  { name: 'effects removed, then performed', rules: { removeAfter: false }, bounds: { ...manual, crashes: 1 } },
  {
    name: 'removal by kind, not by kind and version',
    rules: { removeExact: false },
    bounds: { ...manual, crashes: 1 },
  },
  { name: 'projections without a version', rules: { projectionVersion: false }, bounds: { ...manual, cancels: 1 } },
  {
    name: 'manual task: task item first, then control item',
    rules: { judge: 'task' },
    bounds: { ...manual, crashes: 1 },
  },
  {
    name: 'manual task: task item first, then control item, + stored effect, versions; cancel',
    rules: { judge: 'task with a stored effect' },
    bounds: { ...manual, cancels: 1 },
  },
  { name: 'Park does not compare `wake`', rules: { parkCompares: false }, bounds: manual },
  { name: 'Park has no order', rules: { parkOrder: false }, bounds: { ...manual, duplicates: 1 } },
  {
    name: 'taking the lease clears the stored token',
    rules: { leaseKeepsToken: false },
    bounds: { ...manual, duplicates: 1 },
  },
  {
    name: 'a lost lease ends the execution',
    rules: { lostLeaseContinues: false },
    bounds: { ...manual, duplicates: 1 },
  },
  { name: 'hibernation not conditional', rules: { hibernateConditional: false }, bounds: manual },
  {
    name: 'a wake looks at the token, not at `live`',
    rules: { wakeByLive: false, parkLive: false },
    bounds: { ...manual, duplicates: 1 },
  },
  {
    name: 'StartExecution not idempotent by name',
    rules: { startByName: false },
    bounds: { ...manual, slowPerformers: 1 },
  },
  { name: 'terminal write does not release the wait', rules: { release: false }, bounds: { ...manual, cancels: 1 } },
  { name: 'no recovery of a dead execution', rules: { recover: false }, bounds: { ...manual, kills: 1 } },
  {
    name: 'recovery does not stop the old execution',
    rules: { recoverStops: false },
    bounds: { ...manual, falseRecoveries: 1 },
  },
  { name: 'a creation is not in flight', rules: { creationInFlight: false }, bounds: { ...called, cancels: 1 } },
  {
    name: 'child or job end is an event that may be lost',
    rules: { callerEffect: false },
    bounds: { ...called, crashes: 1 },
  },
  {
    name: 'child or job end is an event that may be lost, and the sweeper asks for the outcome',
    rules: { callerEffect: false, askOutcome: true },
    bounds: { ...called, crashes: 1 },
    isHarmless: 'asking makes up for the lost event: it is how jobs are done',
  },
  {
    name: 'an answer does not name its turn',
    rules: { answerNamesTurn: false },
    bounds: { program: 'X,M', lostAnswers: 1 },
  },
  {
    name: 'delete without a tombstone projection',
    rules: { tombstoneProjection: false },
    bounds: { ...manual, cancels: 1, deletes: 1 },
  },
  { name: 'last purge without grace', rules: { purgeGrace: false }, bounds: { ...manual, cancels: 1, deletes: 1 } },
  {
    name: 'no tombstone under the control key (trigger)',
    rules: { tombstone: false },
    bounds: { ...manual, cancels: 1, deletes: 1, redeliveries: 1 },
  },
  {
    name: 'no tombstone under the control key (child)',
    rules: { tombstone: false },
    bounds: { ...called, childDeletes: 1, slowPerformers: 1 },
  },
  {
    name: 'delete does not stop the execution',
    rules: { deleteStops: false },
    bounds: { ...manual, cancels: 1, deletes: 1 },
    isHarmless: 'the terminal write released its wait',
  },
  { name: 'no run fence', rules: { fence: false }, bounds: { ...manual, falseRecoveries: 1 } },
  {
    name: 'no lease',
    rules: { lease: false },
    bounds: { ...manual, duplicates: 1 },
    isHarmless: 'claims and the order of waits hold without it; it saves model calls',
  },
  {
    name: 'Park does not look at `live`',
    rules: { parkLive: false },
    bounds: { ...manual, duplicates: 1 },
    isHarmless: 'a wake looks at `live` first',
  },
  {
    name: 'no hibernation (the wait goes on)',
    rules: { hibernate: false },
    bounds: manual,
    isHarmless: 'it saves the cost of an open execution',
  },
];
