import { describe, expect, it } from 'vitest';
import { performEffect } from '../../../shared/effects/perform-effect.ts';
import { newUlidId } from '../../../shared/runtime/new-id.ts';
import { aLaptop } from '../../builders/a-laptop.ts';
import { anAnswer, applied, aTask, openCall, running } from '../../builders/a-session.ts';
import { besideLaptop } from '../../builders/beside-a-laptop.ts';

/** Pairs of requests at the same moment; what a race can do wrong shows in a few of a thousand. */
const RACES = 1_000;
/** The same against a cancel, which takes no less time. */
const RACES_WITH_CANCEL = 300;
/** So many races took more than a minute on a machine that had six times more to do than it can; in milliseconds. */
const LONGEST_MS = 240_000;
/** Races that go on beside each other, each with a session of its own. */
const AT_ONCE = 10;

const laptop = await aLaptop();
const deps = besideLaptop(laptop.address);
const people = await Promise.all(
  ['ann', 'bob'].map(async (user) => ({
    user,
    authorization: `Bearer ${await laptop.token({ user, roles: ['operator'] })}`,
  })),
);

/** A session that no execution drives, with a task that is open and shown. */
async function anOpenTask() {
  const taskId = newUlidId('task');
  const link = { kind: 'manual_task' as const, id: taskId };
  const request = { text: JSON.stringify({ title: 'Decide', description: '' }) };
  const built = applied(running(), anAnswer([{ ...aTask, link, request }]));
  const sessionId = newUlidId('session');
  const control = { ...built, head: { ...built.head, sessionId }, effects: [], dueAt: undefined };
  const seq = openCall(control, 'WAITING');
  await deps.control.create(control);
  await performEffect(control, { kind: 'PUT_TASK', seq, v: control.version, at: 0 }, deps);
  return { taskId, sessionId };
}

function complete(taskId: string, person: number) {
  const { user = '', authorization = '' } = people[person] ?? {};
  return laptop.call('POST', `/manual-tasks/${taskId}/complete`, { output: { by: user } }, { authorization });
}

/** What has fewer steps on its way is asked for so many requests later: then either may be first. */
async function laterBy<Answer>(requests: number, work: () => Promise<Answer>): Promise<Answer> {
  for (let count = 0; count < requests; count += 1) await laptop.call('GET', '/health');
  return work();
}

const cancel = (sessionId: string) => laptop.call('POST', `/sessions/${sessionId}/cancel`);

/** Runs so many races and answers how often each outcome was seen. */
async function outcomes(count: number, race: (number: number) => Promise<string>): Promise<Record<string, number>> {
  const seen: Record<string, number> = {};
  let begun = 0;
  const one = async () => {
    while (begun < count) {
      const outcome = await race(begun++);
      seen[outcome] = (seen[outcome] ?? 0) + 1;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, one));
  return seen;
}

describe('a task that is completed at the same moment', () => {
  it(
    'F23 by two people is completed by exactly one, and the other is told by whom',
    async () => {
      const seen = await outcomes(RACES, async (number) => {
        const { taskId } = await anOpenTask();
        const [first, second] = number % 2 === 0 ? [0, 1] : [1, 0];
        const answers = await Promise.all([complete(taskId, first), complete(taskId, second)]);
        const winner = answers.find(({ status }) => status === 200)?.body;
        const loser = answers.find(({ status }) => status === 409)?.body;
        expect(winner?.output).toEqual({ by: winner?.completedBy.userId });
        expect(loser).toMatchObject({ code: 'CONFLICT', completedBy: winner?.completedBy });
        expect(await laptop.ask('GET', `/manual-tasks/${taskId}`)).toMatchObject({ output: winner?.output });
        return answers
          .map(({ status }) => status)
          .sort()
          .join();
      });
      expect(seen).toEqual({ '200,409': RACES });
    },
    LONGEST_MS,
  );

  it(
    'F23 as its session is canceled: the answer is taken and stays, or it is refused and the task is closed',
    async () => {
      const seen = await outcomes(RACES_WITH_CANCEL, async (number) => {
        const { taskId, sessionId } = await anOpenTask();
        const [completed, canceled] = await Promise.all([
          complete(taskId, 0),
          laterBy(number % 4, () => cancel(sessionId)),
        ]);
        const task = await laptop.ask('GET', `/manual-tasks/${taskId}`);
        expect(task.output).toEqual(completed.status === 200 ? { by: 'ann' } : null);
        return `${completed.status} ${canceled.status}: ${canceled.body.session.status} ${task.status}`;
      });
      expect(Object.keys(seen).sort()).toEqual(['200 200: CANCELED COMPLETED', '409 200: CANCELED CANCELED']);
    },
    LONGEST_MS,
  );
});
