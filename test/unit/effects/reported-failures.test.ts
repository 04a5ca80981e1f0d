import { expect, it } from 'vitest';
import type { EffectDeps } from '../../../shared/effects/effect-deps.ts';
import { tryEffects } from '../../../shared/effects/perform-effects.ts';
import { performJobEffects } from '../../../shared/effects/perform-job-effects.ts';
import { aJob, commands, jobAfter } from '../../builders/a-job.ts';
import { running } from '../../builders/a-session.ts';

const TOKEN = 'secret-task-token';

function reporting(failing: object) {
  const reported: Record<string, unknown>[] = [];
  const reportFailure = (_message: string, facts: Record<string, unknown>) => void reported.push(facts);
  return { reported, deps: { ...failing, reportFailure } as unknown as EffectDeps };
}

const refuses = async () => {
  throw new Error('Step Functions is down');
};

it('a token that could not be sent is reported without the token', async () => {
  const { reported, deps } = reporting({ executions: { sendToken: refuses } });
  await tryEffects(running(), [{ kind: 'SEND_TOKEN', token: TOKEN, v: 7, at: 1 }], deps);
  expect(reported).toMatchObject([{ effect: 'SEND_TOKEN@7' }]);
  expect(JSON.stringify(reported)).not.toContain(TOKEN);
});

it("a workflow's result that could not be sent is reported without the token", async () => {
  const texts = { read: async (_key: unknown, { text }: { text: string }) => text };
  const { reported, deps } = reporting({ jobExecutions: { succeed: refuses }, texts });
  const job = jobAfter(aJob(), commands.openTask('mtk_1', 0, TOKEN), commands.complete('mtk_1'));
  const sent = job.effects.filter(({ kind }) => kind === 'SEND_RESULT');
  await performJobEffects(job, sent, deps);
  expect(reported).toMatchObject([{ effect: `SEND_RESULT/mtk_1@${sent[0]?.v}` }]);
  expect(JSON.stringify(reported)).not.toContain(TOKEN);
});
