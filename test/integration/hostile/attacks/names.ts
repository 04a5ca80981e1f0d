import { type Attack, allFailed, call, calls } from '../attack.ts';

const NAMES = [
  'Erase',
  'ERASE',
  'erase ',
  ' erase',
  'eras',
  'erase_all',
  'еrase',
  'erase\u200b',
  'erase\u0000',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'functions.erase',
  'tools.0',
  'default_api:erase',
  'helper.noop',
  'noop',
  'helper__noop',
  'http',
  'manual_task',
  'completeManualTask',
  'approve',
  'system',
  '../erase',
  'x'.repeat(100_000),
  '',
];

/** Tools that the victim does not have: nothing is called, and the model is told which there are. */
export const names: Attack[] = NAMES.map((name) => ({
  what: `calls ${JSON.stringify(name.slice(0, 40))}, which is no tool of it`,
  moves: [calls(call(name, { approved: true }))],
  ends: 'COMPLETED',
  also: allFailed('UNKNOWN_TOOL'),
}));
