import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { TABLES, type TableName } from '../../shared/contracts/tables.ts';
import { actionsOn, dataRights, mayDo, roleOf, type SynthesisedApp, wordOf } from './synthesised-app.ts';

const PERFORMERS = ['AdvanceSession', 'CommandApi', 'FireTrigger', 'RecoverSession', 'SweepOutboxes'];
/** They perform effects of a session too: one starts it, the other wakes the one that waits for a job. */
const FOR_JOBS = ['EndJob', 'RunAgent'];

/** Least privilege, function by function. */
export function rightsRules(app: SynthesisedApp): void {
  const functionIds = app.functions().map(({ id }) => id);

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

    it('let only those who wait or perform effects send task tokens', () => {
      const senders = [...PERFORMERS, ...FOR_JOBS, 'OpenManualTask', 'ParkSession'];
      expect(mayDo(app, /^states:SendTask/)).toEqual(senders.sort());
    });

    it('let only those who perform effects start executions and publish events', () => {
      expect(mayDo(app, /^states:StartExecution$/)).toEqual([...PERFORMERS, ...FOR_JOBS].sort());
      expect(mayDo(app, /^events:PutEvents$/)).toEqual([...PERFORMERS, ...FOR_JOBS, 'OpenManualTask'].sort());
    });

    it('let only the one that drives sessions ask models, and do nothing else with them', () => {
      expect(mayDo(app, /^bedrock:/)).toEqual(['AdvanceSession']);
      const ofBedrock = app
        .rightsOf(roleOf(app, 'AdvanceSession'))
        .filter(({ actions }) => actions.some((action) => action.startsWith('bedrock:')));
      expect(ofBedrock.map(({ actions }) => actions)).toEqual([['bedrock:InvokeModel']]);
      for (const resource of ofBedrock.flatMap(({ resources }) => resources)) {
        expect(resource).toMatch(/:bedrock:.*:(foundation-model|\*inference-profile)\/\*"/);
      }
    });

    it('let nobody invoke functions, but the one that asks MCP servers, unless the deployment allows some to its tools', () => {
      // The state machine, the schedules and the rules have roles of their own.
      expect(mayDo(app, /^lambda:/)).toEqual(['CommandApi']);
      const [right, ...more] = app
        .rightsOf(roleOf(app, 'CommandApi'))
        .filter(({ actions }) => actions.some((action) => action.startsWith('lambda:')));
      expect([right?.actions, right?.resources.length, more]).toEqual([['lambda:InvokeFunction'], 1, []]);
      expect(right?.resources[0]).toMatch(/^[^*]*AskMcpServer[^*]*$/);
    });

    it('are not even asked for a scan: no function has the command', () => {
      const sources = globSync('{functions,shared}/**/*.ts');
      expect(sources.length).toBeGreaterThan(100);
      const scanning = sources.filter((file) =>
        /\b(Scan(Command|Input)?|paginateScan|ExecuteStatement)\b/.test(readFileSync(file, 'utf8')),
      );
      expect(scanning).toEqual([]);
    });

    it('let nobody scan a table', () => {
      expect(mayDo(app, /^dynamodb:(Scan|\*|PartiQL)/)).toEqual([]);
    });

    it('let only those who delete sessions, or start again what was deleted, remove activity, and nobody a control item or a summary', () => {
      expect(mayDo(app, /^dynamodb:BatchWriteItem$/)).toEqual(['CommandApi', 'FireTrigger', 'SweepOutboxes']);
      expect(mayDo(app, /^dynamodb:DeleteItem$/)).toEqual(['CommandApi']);
      for (const table of ['SessionControl', 'SessionsTable', 'ActivityTable', 'ManualTasks']) {
        expect(actionsOn(app, 'CommandApi', table)).not.toContain('dynamodb:DeleteItem');
      }
    });

    it('let only the sweeper look through the due index', () => {
      const query = functionIds.filter((id) => actionsOn(app, id, '/index/due').includes('dynamodb:Query'));
      expect(query.map(wordOf)).toEqual(['SweepOutboxes']);
    });

    it('let a task be changed only in part, so that its claim stays', () => {
      expect(dataRights(app, 'ReadApi').ManualTasks).toEqual(['BatchGetItem', 'GetItem', 'Query']);
      expect(dataRights(app, 'CommandApi').ManualTasks).toEqual(['GetItem', 'Query', 'UpdateItem']);
      expect(dataRights(app, 'SweepOutboxes').ManualTasks).toEqual(['Query', 'UpdateItem']);
      for (const id of ['AdvanceSession', 'EndJob', 'OpenManualTask', 'RecoverSession']) {
        expect(dataRights(app, id).ManualTasks).toEqual(['UpdateItem']);
      }
    });

    it('let only readers list tasks by status, and only those who delete sessions find the tasks of one', () => {
      const query = (index: string) =>
        functionIds.filter((id) => actionsOn(app, id, `/index/${index}`).includes('dynamodb:Query')).map(wordOf);
      expect(Object.keys(TABLES.ManualTasks.indexes)).toEqual(['byStatus', 'byOrigin']);
      expect(query('byStatus')).toEqual(['ReadApi']);
      expect(query('byOrigin').sort()).toEqual(['CommandApi', 'SweepOutboxes']);
    });

    it('on data are these, function by function and table by table', () => {
      const read = ['BatchGetItem', 'GetItem', 'Query'];
      const [changed, projected] = [['GetItem', 'PutItem'], ['PutItem']];
      const performs = { SessionControl: changed, Sessions: projected, ManualTasks: ['UpdateItem'], Audit: projected };
      const starts = ['GetItem', 'PutItem', 'UpdateItem'];
      const trail = ['BatchWriteItem', 'PutItem', 'Query'];
      const limits = { RateLimits: ['GetItem', 'UpdateItem'] };
      const pinned: Record<string, Partial<Record<TableName, string[]>>> = {
        AddClaims: {},
        AdvanceSession: { ...performs, ...limits, Activity: [...changed, 'Query'], Catalog: starts },
        AskMcpServer: { Catalog: ['GetItem'] },
        CommandApi: {
          ...{ SessionControl: changed, Sessions: changed, Activity: ['BatchWriteItem', ...changed, 'Query'] },
          ...{ ManualTasks: ['GetItem', 'Query', 'UpdateItem'], Audit: trail, ...limits },
          Catalog: ['DeleteItem', 'GetItem', 'PutItem', 'UpdateItem'],
        },
        FireTrigger: {
          ...{ SessionControl: changed, Sessions: projected, Audit: projected, Catalog: changed, ...limits },
          Activity: ['BatchWriteItem', ...changed, 'Query'],
        },
        ParkSession: { SessionControl: changed },
        ReadApi: {
          ...{ Sessions: read, Activity: ['GetItem', 'Query'], ManualTasks: read, Catalog: read, ...limits },
          Audit: ['BatchGetItem', 'Query'],
        },
        RecoverSession: { ...performs, ...limits, Activity: changed, Catalog: starts },
        SweepOutboxes: {
          ...{ ...performs, ...limits, SessionControl: [...changed, 'Query'], Audit: trail, Catalog: starts },
          ...{ Activity: ['BatchWriteItem', ...changed, 'Query'], ManualTasks: ['Query', 'UpdateItem'] },
        },
      };
      for (const [id, rights] of Object.entries(pinned)) expect([id, dataRights(app, id)]).toEqual([id, rights]);
      const elsewhere = ['EndJob', 'OpenManualTask', 'RunAgent'];
      expect(functionIds.map(wordOf).sort()).toEqual([...Object.keys(pinned), ...elsewhere].sort());
    });

    it('let what workflows call do nothing with data but read and put what it needs', () => {
      const control = ['GetItem', 'PutItem'];
      expect(dataRights(app, 'RunAgent')).toEqual({
        SessionControl: control,
        Sessions: ['PutItem'],
        Activity: control,
        Audit: ['PutItem'],
        Catalog: ['GetItem', 'PutItem', 'UpdateItem'],
      });
      expect(dataRights(app, 'OpenManualTask')).toEqual({
        SessionControl: control,
        Activity: control,
        ManualTasks: ['UpdateItem'],
        Catalog: ['PutItem'],
      });
      expect(dataRights(app, 'EndJob')).toEqual({
        SessionControl: control,
        Sessions: ['PutItem'],
        Activity: control,
        ManualTasks: ['UpdateItem'],
        Audit: ['PutItem'],
        Catalog: ['PutItem'],
        RateLimits: ['GetItem', 'UpdateItem'],
      });
    });

    it('let one function write the values of secrets and others read them, of this stage only', () => {
      expect(mayDo(app, /^secretsmanager:(CreateSecret|PutSecretValue|DeleteSecret)$/)).toEqual(['CommandApi']);
      expect(mayDo(app, /^secretsmanager:GetSecretValue$/)).toEqual(['AdvanceSession', 'AskMcpServer']);
      const rights = functionIds
        .flatMap((id) => app.rightsOf(roleOf(app, id)))
        .filter(({ actions }) => actions.some((action) => action.startsWith('secretsmanager:')));
      expect(rights.flatMap(({ actions }) => actions).sort()).toEqual(
        ['CreateSecret', 'DeleteSecret', 'GetSecretValue', 'GetSecretValue', 'PutSecretValue'].map(
          (name) => `secretsmanager:${name}`,
        ),
      );
      for (const { resources } of rights) {
        expect(resources).toHaveLength(1);
        expect(resources[0]).toContain('AWS::AccountId');
        expect(resources[0]).toContain(':secret:agent-sessions/development/*"');
      }
      for (const id of ['AdvanceSession', 'AskMcpServer', 'CommandApi']) {
        const { SECRETS_PREFIX } = app.named('AWS::Lambda::Function', id).Properties.Environment.Variables;
        expect(SECRETS_PREFIX).toBe('agent-sessions/development');
      }
    });

    it('let nobody change a record of the audit trail, and only readers look through it', () => {
      const doing = (action: string) =>
        functionIds
          .filter((id) => (dataRights(app, id).Audit ?? []).includes(action))
          .map(wordOf)
          .sort();
      expect(doing('UpdateItem').concat(doing('DeleteItem'))).toEqual([]);
      expect(doing('BatchWriteItem')).toEqual(['CommandApi', 'SweepOutboxes']);
      const byTime = functionIds.filter((id) => actionsOn(app, id, '/index/byTime').includes('dynamodb:Query'));
      expect(byTime.map(wordOf)).toEqual(['ReadApi']);
    });

    it('name tables and indexes one by one', () => {
      const data = functionIds
        .flatMap((id) => app.rightsOf(roleOf(app, id)))
        .filter(({ actions }) => actions.some((action) => action.startsWith('dynamodb:')));
      for (const { resources } of data) expect(resources.join()).not.toContain('*');
    });
  });
}
