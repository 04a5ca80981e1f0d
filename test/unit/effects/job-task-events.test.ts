import { expect, it } from 'vitest';
import type { TaskState } from '../../../shared/domain/manual-task/manual-task.ts';
import { jobControlSchema } from '../../../shared/domain/workflow/job-control.ts';
import type { EffectDeps } from '../../../shared/effects/effect-deps.ts';
import { performJobEffect } from '../../../shared/effects/perform-job-effect.ts';

const control = jobControlSchema.parse({
  ...{ schemaVersion: 1, version: 3, writeId: 'w', status: 'RUNNING', effects: [], looks: 0, lookAt: 9 },
  head: {
    ...{ tenantId: 'demo', jobId: 'job_1', jobKey: 'demo.job_1.secret', project: 'default', caller: null },
    ...{ depth: 0, lineage: ['job_1'], maxDepth: 5, startedAt: 1, input: { text: '{}' } },
    ...{ workflow: { workflowId: 'wfl_1', name: 'Change window' }, createdBy: { userId: 'ada', name: 'Ada' } },
    stateMachineArn: 'arn:aws:states:local:000000000000:stateMachine:change-window',
  },
  calls: [
    {
      ...{ id: 'mtk_1', kind: 'manual_task', state: 'OPEN', v: 3, at: 2, token: { value: 'token', order: 0 } },
      request: { text: JSON.stringify({ title: 'Approve', description: '' }) },
    },
  ],
});

it('shows a task of a job, and then tells the bus of it', async () => {
  const told: [string, TaskState][] = [];
  const note = (what: string) => async (task: TaskState) => void told.push([what, task]);
  const deps = {
    projections: { putTask: note('shown') },
    events: { taskChanged: note('told') },
    texts: { read: async (_: unknown, { text }: { text: string }) => text },
  } as unknown as EffectDeps;
  await performJobEffect(control, { kind: 'PUT_TASK', callId: 'mtk_1', v: 3, at: 2 }, deps);
  const task = { taskId: 'mtk_1', v: 3, status: 'OPEN', title: 'Approve', origin: { kind: 'job', id: 'job_1' } };
  expect(told).toMatchObject([
    ['shown', task],
    ['told', task],
  ]);
  expect(JSON.stringify(told)).not.toMatch(/secret|token/);
});
