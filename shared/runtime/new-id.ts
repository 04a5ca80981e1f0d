import { ulid } from 'ulid';

/** The prefix says what an id names. */
export const ID_PREFIXES = {
  session: 'ses_',
  agent: 'agt_',
  trigger: 'trg_',
  task: 'mtk_',
  workflow: 'wfl_',
  job: 'job_',
  event: 'evt_',
  model: 'mdl_',
} as const;
export type IdKind = keyof typeof ID_PREFIXES;

/** Ids, injected: prefix + ULID, so that ids of one kind sort by the time they were made. */
export type NewId = (kind: IdKind) => string;

export const newUlidId: NewId = (kind) => `${ID_PREFIXES[kind]}${ulid()}`;
