import { describe, expect, it } from 'vitest';
import { roleOf, type Statement, type SynthesisedApp, wordOf } from './synthesised-app.ts';

const OURS = /:(stateMachine:agent-session-development|execution:agent-session-development:\*)"/;
const ON_WORKFLOWS = [
  ['register', ['states:DescribeStateMachine', 'states:ListTagsForResource'], ['CommandApi']],
  ['start', ['states:StartExecution'], ['AdvanceSession', 'CommandApi', 'RecoverSession', 'SweepOutboxes']],
  [
    'answer',
    ['states:SendTaskSuccess', 'states:SendTaskFailure'],
    ['AdvanceSession', 'CommandApi', 'OpenManualTask', 'RecoverSession', 'RunAgent', 'SweepOutboxes'],
  ],
  ['look at the executions of', ['states:DescribeExecution'], ['EndJob', 'SweepOutboxes']],
] as const;

/** What may be done with the state machines that tenants bring, and what hears from them. */
export function workflowRules(app: SynthesisedApp): void {
  const functionIds = app.functions().map(({ id }) => id);
  const onOthers = (id: string): Statement[] =>
    app
      .rightsOf(roleOf(app, id))
      .filter(({ actions }) => actions.some((action) => action.startsWith('states:')))
      .filter(({ resources }) => !resources.every((resource) => OURS.test(resource)));

  describe("the rights on tenants' state machines", () => {
    it.each(ON_WORKFLOWS)('let only these %s them', (_, actions, holders) => {
      const may = functionIds.filter((id) => onOthers(id).some((right) => right.actions.join() === actions.join()));
      expect(may.map(wordOf).sort()).toEqual(holders);
    });

    it('are these four, on state machines of this account and on executions that are named as jobs', () => {
      const rights = functionIds.flatMap(onOthers);
      const known = ON_WORKFLOWS.map(([, actions]) => actions.join());
      for (const { actions, resources } of rights) {
        expect(known).toContain(actions.join());
        expect(resources).toHaveLength(1);
        const end = actions.includes('states:DescribeExecution') ? ':execution:*:job_*"' : ':stateMachine:*"';
        expect(resources[0]).toContain(end);
        expect(resources[0]).toContain('AWS::AccountId');
      }
    });

    it('start only what carries the tag of a tenant', () => {
      const starts = functionIds.flatMap(onOthers).filter(({ actions }) => actions.includes('states:StartExecution'));
      expect(starts).toHaveLength(4);
      for (const { condition } of starts) {
        expect(condition).toEqual({ Null: { 'aws:ResourceTag/agent-sessions:tenant': 'false' } });
      }
    });

    it('are no way to start our own machine: it carries no such tag', () => {
      const { Tags: tags } = app.named('AWS::StepFunctions::StateMachine', 'SessionMachine').Properties;
      expect(JSON.stringify(tags)).not.toContain('agent-sessions:tenant');
    });
  });

  describe('jobs that ended', () => {
    it('are handed to end-job, whichever state machine they ran and however they ended', () => {
      const rule = app.named('AWS::Events::Rule', 'JobEnded').Properties;
      expect(rule.EventBusName).toBeUndefined();
      expect(rule.EventPattern).toEqual({
        source: ['aws.states'],
        'detail-type': ['Step Functions Execution Status Change'],
        detail: { name: [{ prefix: 'job_' }], status: ['SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED'] },
      });
      expect(rule.Targets).toHaveLength(1);
      expect(rule.Targets[0].Arn['Fn::GetAtt'][0]).toMatch(/^EndJob/);
      expect(rule.Targets[0].DeadLetterConfig.Arn).toBeDefined();
      expect(rule.Targets[0].RetryPolicy.MaximumRetryAttempts).toBeGreaterThan(0);
    });
  });
}
