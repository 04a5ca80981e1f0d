import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decideJob } from '../../shared/domain/workflow/decide-job.ts';
import type { JobCommand } from '../../shared/domain/workflow/job-command.ts';
import type { JobControl } from '../../shared/domain/workflow/job-control.ts';
import { type JobEffect, jobEffectName } from '../../shared/domain/workflow/job-effect.ts';
import { aJob, commands, MINUTE } from '../builders/a-job.ts';
import { START } from '../builders/a-session.ts';

const ids = ['1', '2', '3'];
const id = fc.constantFrom(...ids);
const command: fc.Arbitrary<JobCommand> = fc.oneof(
  fc.tuple(id, fc.nat(2)).map(([n, order]) => commands.openSession(`ses_${n}`, order)),
  fc.tuple(id, fc.nat(2)).map(([n, order]) => commands.openTask(`mtk_${n}`, order)),
  fc.tuple(id, fc.nat(2)).map(([n, request]) => commands.complete(`mtk_${n}`, `request-${request}`)),
  fc.tuple(id, fc.string()).map(([n, text]) => commands.resolve(`ses_${n}`, text)),
  { weight: 1, arbitrary: fc.constantFrom(commands.end(), commands.abort(), commands.looked()) },
);
/** A command, and how much of the outbox is reported done with it. */
const step = fc.record({ command, done: fc.nat(3) });

it('resolves every call exactly once, in whatever order and however often it is told', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      let job = aJob({ caller: { kind: 'session', id: 'ses_9', seq: 1 } });
      const sent: JobEffect[] = [];
      let told = 0;
      steps.forEach(({ command: next, done }, at) => {
        const decision = decideJob(job, next, { now: START + at * MINUTE, done: job.effects.slice(0, done) });
        checkStep(job, decision.control, decision.added);
        told += decision.added.filter(({ kind }) => kind === 'RESOLVE_CALLER').length;
        sent.push(...decision.added.filter(({ kind }) => kind === 'SEND_RESULT'));
        job = decision.control;
      });
      expect(told).toBe(job.status === 'RUNNING' ? 0 : 1);
      // Each token gets a result only after there is one, and no two effects have one name.
      for (const effect of sent) expect(callOf(job, effect)?.result).toBeDefined();
      expect(new Set(sent.map(jobEffectName)).size).toBe(sent.length);
    }),
    { numRuns: 500 },
  );
});

function checkStep(before: JobControl, after: JobControl, added: readonly JobEffect[]): void {
  if (before !== after) expect(after.version).toBe(before.version + 1);
  for (const call of before.calls) {
    const now = after.calls.find((each) => each.id === call.id);
    // What is settled stays as it is.
    if (call.state !== 'OPEN') expect({ ...now, token: call.token }).toEqual(call);
    else if (now?.state === 'DONE')
      expect(added.filter((each) => callOf(after, each)?.id === call.id).length).toBeGreaterThan(0);
    if (call.token !== undefined && now?.token !== undefined)
      expect(now.token.order).toBeGreaterThanOrEqual(call.token.order);
  }
  if (before.status !== 'RUNNING') expect(after).toMatchObject({ status: before.status, endedAt: before.endedAt });
  if (after.status !== 'RUNNING') expect(after.calls.filter(({ state }) => state === 'OPEN')).toEqual([]);
  expect(after.dueAt !== undefined).toBe(after.status === 'RUNNING' || after.effects.length > 0);
}

function callOf(job: JobControl, effect: JobEffect) {
  return 'callId' in effect ? job.calls.find((call) => call.id === effect.callId) : undefined;
}
