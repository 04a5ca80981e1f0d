import type { Bounds } from './bounds.ts';

/** Every rule is on: nothing may break. `isDeep`: only `npm run model -- --deep` explores it. */
export type Scenario = { name: string; bounds: Partial<Bounds>; isDeep?: boolean };

const manual = { program: 'M' };
const tool = { program: 'H', completions: 0 };
const approval = { program: 'A' };
const called = { program: 'K', completions: 0 };

export const SCENARIOS: readonly Scenario[] = [
  { name: 'tool, then manual task', bounds: {} },
  { name: 'tool, then manual task + 1 crash', bounds: { crashes: 1 } },
  { name: 'tool, then manual task + 1 duplicated Lambda', bounds: { duplicates: 1 } },
  { name: 'tool, then manual task + 1 killed execution', bounds: { kills: 1 } },
  { name: 'tool, then manual task + sweeper beside a slow performer', bounds: { slowPerformers: 1 } },
  { name: 'tool, then manual task + 1 write whose answer was lost', bounds: { lostAnswers: 1 } },
  { name: 'tool, then manual task + recovery of a live execution', bounds: { falseRecoveries: 1 } },
  {
    name: 'refused call, then manual task + 1 write whose answer was lost',
    bounds: { program: 'X,M', lostAnswers: 1 },
  },
  { name: 'tool, then manual task + roll-over', bounds: { rollOvers: 1 } },
  {
    name: 'tool, then manual task + roll-over, 1 duplicated Lambda',
    bounds: { rollOvers: 1, duplicates: 1 },
    isDeep: true,
  },
  { name: 'tool, then manual task + cancel', bounds: { cancels: 1 } },
  { name: 'tool, then manual task + cancel, 1 crash', bounds: { cancels: 1, crashes: 1 } },
  { name: 'tool, then manual task + pause, resume', bounds: { pauses: 1 } },
  {
    name: 'manual task + cancel, 1 crash, 1 duplicate',
    bounds: { ...manual, cancels: 1, crashes: 1, duplicates: 1 },
    isDeep: true,
  },
  { name: 'manual task + pause, resume, 1 crash', bounds: { ...manual, pauses: 1, crashes: 1 }, isDeep: true },
  { name: 'manual task + pause, resume, cancel', bounds: { ...manual, pauses: 1, cancels: 1 }, isDeep: true },
  { name: 'tool and manual task in one turn + cancel', bounds: { program: 'H+M', cancels: 1 } },
  {
    name: 'tool and manual task in one turn + cancel, 1 crash',
    bounds: { program: 'H+M', cancels: 1, crashes: 1 },
    isDeep: true,
  },
  {
    name: 'tool + cancel, 1 crash, 1 duplicate',
    bounds: { ...tool, cancels: 1, crashes: 1, duplicates: 1 },
    isDeep: true,
  },
  { name: 'tool + pause, resume, cancel', bounds: { ...tool, pauses: 1, cancels: 1 } },
  {
    name: 'tool + cancel, delete, trigger again, slow performer',
    bounds: { ...tool, cancels: 1, deletes: 1, redeliveries: 1, slowPerformers: 1 },
    isDeep: true,
  },
  { name: 'manual task + cancel, delete', bounds: { ...manual, cancels: 1, deletes: 1, redeliveries: 1 } },
  {
    name: 'manual task + cancel, delete, 1 crash',
    bounds: { ...manual, cancels: 1, deletes: 1, crashes: 1 },
    isDeep: true,
  },
  { name: 'approval', bounds: approval },
  { name: 'approval + 1 crash', bounds: { ...approval, crashes: 1 }, isDeep: true },
  { name: 'approval + 1 duplicated Lambda', bounds: { ...approval, duplicates: 1 }, isDeep: true },
  { name: 'approval + 1 killed execution', bounds: { ...approval, kills: 1 }, isDeep: true },
  { name: 'approval + roll-over', bounds: { ...approval, rollOvers: 1 }, isDeep: true },
  { name: 'approval + cancel', bounds: { ...approval, cancels: 1 }, isDeep: true },
  { name: 'approval + pause, resume', bounds: { ...approval, pauses: 1 } },
  { name: 'approval + pause, resume, cancel', bounds: { ...approval, pauses: 1, cancels: 1 }, isDeep: true },
  { name: 'approval + cancel, delete', bounds: { ...approval, cancels: 1, deletes: 1 } },
  { name: 'called session', bounds: called },
  { name: 'called session + 1 crash', bounds: { ...called, crashes: 1 } },
  { name: 'called session + cancel, 1 crash', bounds: { ...called, cancels: 1, crashes: 1 }, isDeep: true },
  { name: 'called session + cancel', bounds: { ...called, cancels: 1 } },
  { name: 'called session + pause, resume', bounds: { ...called, pauses: 1 }, isDeep: true },
  { name: 'called session + child deleted, slow performer', bounds: { ...called, childDeletes: 1, slowPerformers: 1 } },
  { name: 'called session + cancel, delete of parent', bounds: { ...called, cancels: 1, deletes: 1 } },
  { name: 'tool, task + 2 crashes', bounds: { crashes: 2 }, isDeep: true },
  { name: 'tool, task + 1 crash, 1 duplicate', bounds: { crashes: 1, duplicates: 1 }, isDeep: true },
  { name: 'tool, task + 1 crash, 1 kill', bounds: { crashes: 1, kills: 1 }, isDeep: true },
  { name: 'tool, task + cancel, 1 duplicate', bounds: { cancels: 1, duplicates: 1 }, isDeep: true },
  { name: 'tool, task + pause, resume, 1 crash', bounds: { pauses: 1, crashes: 1 }, isDeep: true },
  { name: 'tool, task + pause, resume, cancel', bounds: { pauses: 1, cancels: 1 }, isDeep: true },
];
