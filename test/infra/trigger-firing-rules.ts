import { describe, expect, it } from 'vitest';
import { mayDo, roleOf, type SynthesisedApp } from './synthesised-app.ts';

const WIRERS = ['CommandApi', 'SweepOutboxes'];

/** What fires triggers: the function, its rule, and what tenants' rules and schedules are given. */
export function triggerFiringRules(app: SynthesisedApp): void {
  const idOf = (value: { 'Fn::GetAtt': [string, string] }) => value['Fn::GetAtt'][0];
  const fire = () => app.named('AWS::Lambda::Function', 'FireTrigger');
  const queue = () => app.named('AWS::SQS::Queue', 'TriggersUndelivered');
  const wiring = () => app.rightsOf(roleOf(app, 'CommandApi'));
  const statementsOn = (id: string, type: string) =>
    app
      .ofType(type)
      .filter(({ Properties }) => JSON.stringify(Properties).includes(`"${id}"`))
      .flatMap(({ Properties }) => Properties.PolicyDocument?.Statement ?? [Properties]);
  const TRIGGER_RULES = ':rule/agent-sessions-development/*.trg_*';

  describe('triggers', () => {
    it('are wired by who changes them and by who repeats what was left undone, and by nobody else', () => {
      for (const action of [/^events:(Put|Delete|Remove)(Rule|Targets)/, /^scheduler:/, /^iam:PassRole$/]) {
        expect(mayDo(app, action)).toEqual(WIRERS);
      }
    });

    it('are wired below names that only triggers have', () => {
      const rights = wiring().filter(({ actions }) =>
        actions.some((action) => /^(events:(Put|D|R)|scheduler:)/.test(action)),
      );
      const resources = rights
        .filter(({ actions }) => !actions.includes('events:PutEvents'))
        .flatMap((each) => each.resources);
      expect(resources.length).toBe(3);
      for (const resource of resources) {
        expect(resource).toMatch(
          /:rule\/agent-sessions-development\/\*\.trg_\*|:schedule\/agent-sessions-development\/\*/,
        );
      }
    });

    it('can have no target but fire-trigger, and no role but the one of their schedules', () => {
      const { PolicyDocument } = app.named('AWS::IAM::ManagedPolicy', 'TriggersWiring').Properties;
      const find = (action: string) =>
        PolicyDocument.Statement.find(({ Action }: { Action: string | string[] }) => [Action].flat().includes(action));
      expect(idOf(find('events:PutTargets').Condition.ArnEquals['events:TargetArn'])).toBe(fire().id);
      expect(idOf(find('iam:PassRole').Resource)).toMatch(/^TriggersScheduleRole/);
      expect(find('iam:PassRole').Condition.StringEquals['iam:PassedToService']).toBe('scheduler.amazonaws.com');
    });

    it.each(WIRERS)('are told to %s: function, queue, group and role', (name) => {
      const told = app.named('AWS::Lambda::Function', name).Properties.Environment.Variables;
      for (const variable of ['FIRE_TRIGGER_ARN', 'UNDELIVERED_FIRINGS_ARN', 'SCHEDULE_GROUP', 'SCHEDULE_ROLE_ARN']) {
        expect(told[variable]).toBeDefined();
      }
    });

    it('have a group for their schedules, whose role only Scheduler takes on, for this group, to invoke fire-trigger', () => {
      const group = app.named('AWS::Scheduler::ScheduleGroup', 'TriggersSchedules');
      expect(group.Properties.Name).toBe('agent-sessions-development');
      const role = app.named('AWS::IAM::Role', 'TriggersScheduleRole');
      const [trust] = role.Properties.AssumeRolePolicyDocument.Statement;
      expect(trust.Principal).toEqual({ Service: 'scheduler.amazonaws.com' });
      expect(idOf(trust.Condition.StringEquals['aws:SourceArn'])).toBe(group.id);
      const actions = app.rightsOf(role.id).flatMap((right) => right.actions);
      expect(actions.sort()).toEqual([
        'lambda:InvokeFunction',
        'sqs:GetQueueAttributes',
        'sqs:GetQueueUrl',
        'sqs:SendMessage',
      ]);
    });

    it('may be fired by rules that are not there yet, and those may leave what they could not hand over', () => {
      const permissions = statementsOn(fire().id, 'AWS::Lambda::Permission');
      const byRules = permissions.find(({ SourceArn }) => JSON.stringify(SourceArn).includes(TRIGGER_RULES));
      expect(byRules).toMatchObject({ Action: 'lambda:InvokeFunction', Principal: 'events.amazonaws.com' });
      const letters = statementsOn(queue().id, 'AWS::SQS::QueuePolicy').filter(
        ({ Effect, Action }) => Effect === 'Allow' && Action === 'sqs:SendMessage',
      );
      expect(letters.some((each) => JSON.stringify(each.Condition).includes(TRIGGER_RULES))).toBe(true);
    });

    it('by the API arrive by a rule of the product on its own bus', () => {
      const rule = app.named('AWS::Events::Rule', 'TriggersInvoked').Properties;
      expect(rule.EventBusName.Ref).toMatch(/^Bus/);
      expect(rule.EventPattern).toEqual({
        account: [{ Ref: 'AWS::AccountId' }],
        source: ['agent-sessions.api'],
        'detail-type': ['Trigger Invoked'],
      });
      expect(idOf(rule.Targets[0].Arn)).toBe(fire().id);
      expect(idOf(rule.Targets[0].DeadLetterConfig.Arn)).toBe(queue().id);
      expect(rule.Targets[0].RetryPolicy).toEqual({ MaximumEventAgeInSeconds: 3_600, MaximumRetryAttempts: 20 });
    });

    it('have one queue for what was not delivered, which a person may switch on to be sent again', () => {
      expect(idOf(fire().Properties.DeadLetterConfig.TargetArn)).toBe(queue().id);
      const source = app.named('AWS::Lambda::EventSourceMapping', 'FireTrigger').Properties;
      expect(source).toMatchObject({ Enabled: false, FunctionResponseTypes: ['ReportBatchItemFailures'] });
      expect(idOf(source.EventSourceArn)).toBe(queue().id);
      expect(queue().Properties.VisibilityTimeout).toBeGreaterThanOrEqual(6 * fire().Properties.Timeout);
    });
  });
}
