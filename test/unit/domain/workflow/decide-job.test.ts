import { describe, expect, it } from 'vitest';
import { MOST_CALLS } from '../../../../shared/domain/workflow/commands/open-call.ts';
import { decideJob } from '../../../../shared/domain/workflow/decide-job.ts';
import type { JobCommand } from '../../../../shared/domain/workflow/job-command.ts';
import type { JobControl } from '../../../../shared/domain/workflow/job-control.ts';
import { jobSummaryOf } from '../../../../shared/domain/workflow/job-summary.ts';
import { aJob, commands, decidedOn, effectsIn, jobAfter, MINUTE } from '../../../builders/a-job.ts';
import { START } from '../../../builders/a-session.ts';

const { openSession, openTask, complete, resolve, end, abort, looked } = commands;
const caller = { kind: 'session' as const, id: 'ses_9', seq: 3 };
const done = (job: JobControl) => ({ ...job, effects: [] });

const jobs = {
  new: done(aJob({ caller })),
  waiting: done(jobAfter(aJob({ caller }), openSession(), openTask())),
  answered: done(jobAfter(aJob({ caller }), openSession(), openTask(), resolve(), complete())),
  ended: done(jobAfter(aJob({ caller }), openSession(), openTask(), end())),
};

describe('what a command does to a job', () => {
  it.each<[keyof typeof jobs, string, JobCommand, string[] | string]>([
    ['new', 'opens a session', openSession(), ['CREATE_SESSION ses_1', 'PUT_JOB']],
    ['new', 'opens a task', openTask(), ['PUT_JOB', 'PUT_TASK mtk_1']],
    ['new', 'knows no task to complete', complete(), 'UNKNOWN'],
    ['new', 'has no session that could end', resolve(), []],
    ['new', 'ends', end(), ['PUT_JOB', 'RESOLVE_CALLER']],
    ['waiting', 'takes the same asking again as one', openSession(), []],
    ['waiting', 'takes the token of a later try', openSession('ses_1', 1), []],
    ['waiting', 'tells two askers of one name apart', openTask('mtk_1', 0, 'other'), 'SAME_NAME'],
    ['waiting', 'completes its task', complete(), ['PUT_TASK mtk_1', 'SEND_RESULT mtk_1']],
    ['waiting', 'completes no session', complete('ses_1'), 'UNKNOWN'],
    ['waiting', 'takes the end of its session', resolve(), ['SEND_RESULT ses_1']],
    ['waiting', 'resolves no task by a session', resolve('mtk_1'), []],
    ['waiting', 'ends and closes its task', abort(), ['PUT_JOB', 'PUT_TASK mtk_1', 'RESOLVE_CALLER']],
    ['answered', 'sends the result again to the same token', openSession(), ['SEND_RESULT ses_1']],
    ['answered', 'sends the result to the token of a later try', openTask('mtk_1', 2), ['SEND_RESULT mtk_1']],
    ['answered', 'takes the same completion again as one', complete(), []],
    ['answered', 'takes no second completion', complete('mtk_1', 'request-2'), 'COMPLETED_BEFORE'],
    ['answered', 'takes no second end of its session', resolve('ses_1', 'else'), []],
    ['answered', 'ends', end(), ['PUT_JOB', 'RESOLVE_CALLER']],
    ['ended', 'opens nothing', openSession('ses_2'), 'ENDED'],
    ['ended', 'takes no new token', openTask('mtk_1', 1), 'ENDED'],
    ['ended', 'completes nothing', complete(), 'ENDED'],
    ['ended', 'ignores its session', resolve(), []],
    ['ended', 'ends once', abort(), []],
    ['ended', 'is looked at no more', looked(), []],
  ])('%s: %s', (name, _does, command, expected) => {
    const decision = decidedOn(jobs[name], command);
    expect(decision.refused?.why ?? effectsIn(decision.added)).toEqual(expected);
    if (decision.refused !== undefined) expect(decision.control).toBe(jobs[name]);
  });

  it('keeps the first end, output and time', () => {
    const late = decidedOn(jobs.ended, abort(), START + 9 * MINUTE).control;
    expect(late).toMatchObject({ status: 'SUCCEEDED', endedAt: START + MINUTE });
    expect(late.failure).toBeUndefined();
  });

  it('closes what is open when it ends, and forgets its tokens', () => {
    expect(jobs.ended.calls.map(({ state, token }) => [state, token])).toEqual([
      ['CLOSED', undefined],
      ['CLOSED', undefined],
    ]);
  });

  it('keeps the newest token, whatever comes after it', () => {
    const job = jobAfter(aJob(), openTask('mtk_1', 2), openTask('mtk_1', 1), openTask('mtk_1', 0, 'older'));
    expect(job.calls[0]?.token).toEqual({ value: 'token-mtk_1-2', order: 2 });
    expect(effectsIn(decidedOn(job, complete()).added)).toEqual(['PUT_TASK mtk_1', 'SEND_RESULT mtk_1']);
    expect(decidedOn(job, complete()).added).toContainEqual(
      expect.objectContaining({ kind: 'SEND_RESULT', token: 'token-mtk_1-2' }),
    );
  });

  it('asks for a hundred sessions and tasks at most', () => {
    const opened = Array.from({ length: MOST_CALLS }, (_, at) => openTask(`mtk_${at}`));
    const full = jobAfter(aJob(), ...opened);
    expect(decidedOn(full, openTask('mtk_more')).refused).toEqual({ why: 'TOO_MANY_CALLS' });
    expect(decidedOn(full, openTask('mtk_7', 1)).refused).toBeUndefined();
  });

  it('tells nobody of its end when nobody called it', () => {
    expect(effectsIn(decidedOn(aJob(), end()).added)).toEqual(['PUT_JOB']);
  });
});

describe('when the sweeper looks at a job', () => {
  it('is a minute after an effect that is left, and five minutes after the start', () => {
    expect(aJob().dueAt).toBe(START + 5 * MINUTE);
    expect(jobAfter(aJob(), openTask()).dueAt).toBe(START + 2 * MINUTE);
  });

  it('is after twice as long each time, and at least daily', () => {
    let job = aJob();
    const waits: number[] = [];
    for (let look = 0; look < 12; look += 1) {
      const now = job.lookAt;
      job = decideJob(job, looked(), { now }).control;
      waits.push((job.lookAt - now) / MINUTE);
    }
    expect(waits).toEqual([10, 20, 40, 80, 160, 320, 640, 1_280, 1_440, 1_440, 1_440, 1_440]);
  });

  it('is never, once it has ended and all is done', () => {
    const { control, added } = decidedOn(aJob(), end());
    expect(control.dueAt).toBe(START + 2 * MINUTE);
    const after = decideJob(control, { type: 'effects_done' }, { now: START + 3 * MINUTE, done: added }).control;
    expect(after.dueAt).toBeUndefined();
  });
});

it('shows no token and no key of a job', () => {
  const text = JSON.stringify(jobSummaryOf(jobs.waiting));
  expect(text).not.toContain('token');
  expect(text).not.toContain(jobs.waiting.head.jobKey);
  expect(jobSummaryOf(jobs.waiting)).toMatchObject({
    sessions: ['ses_1'],
    startedBy: { kind: 'session', id: 'ses_9' },
  });
});
