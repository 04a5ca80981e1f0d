import { describe, expect, it } from 'vitest';
import { actionsOn, mayDo, roleOf, type SynthesisedApp, wordOf } from './synthesised-app.ts';

const PERFORMERS = ['AdvanceSession', 'CommandApi', 'RecoverSession', 'SweepOutboxes'];

/** Least privilege, function by function. */
export function rightsRules(app: SynthesisedApp): void {
  const functionIds = app.ofType('AWS::Lambda::Function').map(({ id }) => id);

  describe('the rights of the functions', () => {
    it('give the API readers none on the control table, not even its name', () => {
      expect(actionsOn(app, 'ReadApi', 'SessionControl')).toEqual([]);
      const read = app.named('AWS::Lambda::Function', 'ReadApi').Properties.Environment.Variables;
      expect(JSON.stringify(read)).not.toContain('SessionControl');
    });

    it('let the API readers only read, but for the token buckets of the limits', () => {
      const rights = app.rightsOf(roleOf(app, 'ReadApi'));
      const isLimits = ({ resources }: { resources: string[] }) => resources.every((one) => one.includes('RateLimits'));
      expect(actionsOn(app, 'ReadApi', 'RateLimits')).toEqual(['dynamodb:GetItem', 'dynamodb:UpdateItem']);
      const actions = new Set(rights.filter((right) => !isLimits(right)).flatMap(({ actions }) => actions));
      const data = [...actions].filter((action) => action.startsWith('dynamodb:')).sort();
      expect(data).toEqual(['dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:Query']);
      expect([...actions].filter((action) => /^(states|events|lambda):/.test(action))).toEqual([]);
    });

    it('let only park-session and those who perform effects send task tokens', () => {
      expect(mayDo(app, /^states:SendTask/)).toEqual([...PERFORMERS, 'ParkSession'].sort());
    });

    it('let only those who perform effects start executions and publish events', () => {
      expect(mayDo(app, /^states:StartExecution$/)).toEqual(PERFORMERS);
      expect(mayDo(app, /^events:PutEvents$/)).toEqual(PERFORMERS);
    });

    it('reach no other state machine than ours', () => {
      const states = functionIds
        .flatMap((id) => app.rightsOf(roleOf(app, id)))
        .filter(({ actions }) => actions.some((action) => action.startsWith('states:')));
      expect(states.length).toBeGreaterThan(0);
      for (const { resources } of states) {
        for (const resource of resources)
          expect(resource).toMatch(/:(stateMachine:agent-session-development|execution:agent-session-development:\*)"/);
      }
    });

    it('let nobody scan a table', () => {
      expect(mayDo(app, /^dynamodb:(Scan|\*|PartiQL)/)).toEqual([]);
    });

    it('let only those who delete sessions remove activity, and nobody a control item or a summary', () => {
      expect(mayDo(app, /^dynamodb:BatchWriteItem$/)).toEqual(['CommandApi', 'SweepOutboxes']);
      expect(mayDo(app, /^dynamodb:DeleteItem$/)).toEqual(['CommandApi']);
      for (const table of ['SessionControl', 'SessionsTable', 'ActivityTable']) {
        expect(actionsOn(app, 'CommandApi', table)).not.toContain('dynamodb:DeleteItem');
      }
    });

    it('let only the sweeper look through the due index', () => {
      const query = functionIds.filter((id) => actionsOn(app, id, '/index/due').includes('dynamodb:Query'));
      expect(query.map(wordOf)).toEqual(['SweepOutboxes']);
    });

    it('name tables and indexes one by one', () => {
      const data = functionIds
        .flatMap((id) => app.rightsOf(roleOf(app, id)))
        .filter(({ actions }) => actions.some((action) => action.startsWith('dynamodb:')));
      for (const { resources } of data) expect(resources.join()).not.toContain('*');
    });
  });
}
