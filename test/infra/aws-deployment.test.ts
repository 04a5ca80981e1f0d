import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { TABLES } from '../../shared/contracts/tables.ts';
import { readEnvironment } from '../../shared/runtime/environment.ts';
import { MEMORY_MB } from '../bench/cost/function-time.ts';
import { httpApiRules } from './http-api-rules.ts';
import { rightsRules } from './rights-rules.ts';
import { sessionMachineRules } from './session-machine-rules.ts';
import { mayDo, type Resource, synthesisedApp, wordOf } from './synthesised-app.ts';
import { telemetryRules } from './telemetry-rules.ts';
import { triggerFiringRules } from './trigger-firing-rules.ts';
import { workflowRules } from './workflow-rules.ts';

// One synthesis for all rules: it takes longer than all of them together.
const app = synthesisedApp();
const functions = app.functions();
const functionIds = functions.map(({ id }) => id);

rightsRules(app);
telemetryRules(app);
triggerFiringRules(app);
workflowRules(app);

describe('every function', () => {
  it('is one of these twelve', () => {
    const sessions = ['AdvanceSession', 'CommandApi', 'ParkSession', 'ReadApi', 'RecoverSession', 'SweepOutboxes'];
    const others = ['AddClaims', 'AskMcpServer', 'EndJob', 'FireTrigger', 'OpenManualTask', 'RunAgent'];
    expect(functionIds.map(wordOf).sort()).toEqual([...sessions, ...others].sort());
  });

  it.each(functions.map((fn) => [wordOf(fn.id), fn] as const))(
    'runs on Node 24 on ARM, traced: %s',
    (_, { Properties }) => {
      expect(Properties).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        TracingConfig: { Mode: 'Active' },
      });
    },
  );

  it.each([
    ['CommandApi', MEMORY_MB.command],
    ['AdvanceSession', MEMORY_MB.advance],
    ['ParkSession', MEMORY_MB.park],
  ])('that sessions run in has the memory that the cost is counted with: %s', (id, memory) => {
    expect(app.named('AWS::Lambda::Function', id).Properties.MemorySize).toBe(memory);
  });

  it.each(functions.map((fn) => [wordOf(fn.id), fn] as const))(
    'is told only names that the environment knows: %s',
    (_, { Properties }) => {
      const known = Object.keys(readEnvironment({}));
      expect(known).toEqual(expect.arrayContaining(Object.keys(Properties.Environment?.Variables ?? {})));
    },
  );

  it('that starts sessions is told how long they are kept, and what a tenant may spend on a day', () => {
    const given = synthesisedApp({ retentionDays: '90', tenantDailyTokens: '5000000', tenantDailyCostUsd: '12.5' });
    const starters = mayDo(given, /^states:StartExecution$/).filter((id) => id !== 'EndJob');
    const performers = ['AdvanceSession', 'CommandApi', 'RecoverSession', 'SweepOutboxes'];
    expect(starters).toEqual([...performers, 'FireTrigger', 'RunAgent'].sort());
    for (const id of starters) {
      const { Variables: variables } = given.named('AWS::Lambda::Function', id).Properties.Environment;
      expect(variables.RETENTION_DAYS).toBe('90');
      expect(variables).toMatchObject({ TENANT_DAILY_TOKENS: '5000000', TENANT_DAILY_COST_USD: '12.5' });
    }
    const { Variables: told } = given.named('AWS::Lambda::Function', 'ReadApi').Properties.Environment;
    expect(told).toMatchObject({ TENANT_DAILY_TOKENS: '5000000', TENANT_DAILY_COST_USD: '12.5' });
  });

  it('that reads lists or puts something into them is told over how many shards they are spread', () => {
    const given = synthesisedApp({ listShards: '{"*":2,"acme":6}' });
    const told = given
      .functions()
      .filter(({ Properties }) => Properties.Environment?.Variables?.LIST_SHARDS === '{"*":2,"acme":6}')
      .map(({ id }) => wordOf(id));
    const starters = ['AdvanceSession', 'CommandApi', 'FireTrigger', 'RecoverSession', 'RunAgent', 'SweepOutboxes'];
    expect(told.sort()).toEqual([...starters, 'EndJob', 'OpenManualTask', 'ReadApi'].sort());
  });

  it.each(['4', '{"acme":0}', '{"acme":65}', '{"acme":1.5}', '{"No Tenant":2}', 'many'])(
    'can not have %s list shards: that stops the synthesis',
    (listShards) => {
      expect(() => synthesisedApp({ listShards })).toThrow(/"listShards" must be the number of list shards, 1 to 64/);
    },
  );

  it('keeps what an asynchronous invocation failed on', () => {
    for (const { Properties } of functions) expect(Properties.DeadLetterConfig.TargetArn).toBeDefined();
  });

  it('that is invoked asynchronously has a concurrency of its own', () => {
    for (const id of ['EndJob', 'FireTrigger', 'RecoverSession', 'SweepOutboxes']) {
      expect(app.named('AWS::Lambda::Function', id).Properties.ReservedConcurrentExecutions).toBeGreaterThan(0);
    }
  });

  it('has a log group whose lines expire', () => {
    const groups = app.ofType('AWS::Logs::LogGroup');
    for (const { Properties } of groups) expect(Properties.RetentionInDays).toBeGreaterThan(0);
    for (const { Properties } of functions) {
      expect(groups.map(({ id }) => id)).toContain(Properties.LoggingConfig.LogGroup.Ref);
    }
  });
});

sessionMachineRules(app);

describe('lost executions and left-behind effects', () => {
  it('are handed to recover-session when the execution is one of ours', () => {
    const rule = app.named('AWS::Events::Rule', 'LostExecution').Properties;
    expect(rule.EventBusName).toBeUndefined();
    expect(rule.EventPattern).toMatchObject({
      source: ['aws.states'],
      'detail-type': ['Step Functions Execution Status Change'],
      detail: { status: ['FAILED', 'TIMED_OUT', 'ABORTED'] },
    });
    expect(JSON.stringify(rule.EventPattern.detail.stateMachineArn)).toContain(
      ':stateMachine:agent-session-development',
    );
    expect(rule.Targets).toHaveLength(1);
    expect(rule.Targets[0].Arn['Fn::GetAtt'][0]).toMatch(/^RecoverSession/);
    expect(rule.Targets[0].DeadLetterConfig.Arn).toBeDefined();
    expect(rule.Targets[0].RetryPolicy.MaximumRetryAttempts).toBeGreaterThan(0);
  });

  it('are swept each minute', () => {
    const schedule = app.named('AWS::Scheduler::Schedule', 'Sweep').Properties;
    expect(schedule).toMatchObject({ ScheduleExpression: 'rate(1 minute)', State: 'ENABLED' });
    expect(schedule.Target.Arn['Fn::GetAtt'][0]).toMatch(/^SweepOutboxes/);
    expect(schedule.Target.DeadLetterConfig.Arn).toBeDefined();
    const [role] = schedule.Target.RoleArn['Fn::GetAtt'];
    expect(app.rightsOf(role).some(({ resources }) => resources.join().includes('SweepOutboxes'))).toBe(true);
  });
});

describe('the tables', () => {
  const deployed = (name: string, from = app) => from.named('AWS::DynamoDB::Table', `${name}Table`);

  it.each(Object.entries(TABLES))('have the keys, indexes and expiry of the contract: %s', (name, shape) => {
    const { Properties } = deployed(name);
    const indexes = (Properties.GlobalSecondaryIndexes ?? []).map(({ IndexName }: { IndexName: string }) => IndexName);
    expect(indexes).toEqual(Object.keys(shape.indexes));
    expect(Properties.KeySchema.map(({ AttributeName }: { AttributeName: string }) => AttributeName)).toEqual(
      Object.values(shape.key).map(({ name }) => name),
    );
    expect(Properties.TimeToLiveSpecification?.AttributeName).toBe('expiry' in shape ? shape.expiry : undefined);
  });

  it.each(Object.keys(TABLES))('are on demand and can be restored to any second: %s', (name) => {
    expect(deployed(name).Properties).toMatchObject({
      BillingMode: 'PAY_PER_REQUEST',
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    });
  });

  it('are protected from deletion, and outlive their stack, in production', () => {
    const production = synthesisedApp({ stage: 'production' });
    for (const name of Object.keys(TABLES)) {
      expect(deployed(name, production)).toMatchObject({
        DeletionPolicy: 'Retain',
        Properties: { DeletionProtectionEnabled: true },
      });
    }
    expect(production.findings).toEqual([]);
  });
});

httpApiRules(app);

describe('alarms', () => {
  const alarms = app.ofType('AWS::CloudWatch::Alarm');
  const headings = [...readFileSync('docs/runbook.md', 'utf8').matchAll(/^## (.+)$/gm)].map(([, heading]) =>
    (heading ?? '').toLowerCase().replaceAll(' ', '-'),
  );
  const entryOf = ({ Properties }: Resource) =>
    /docs\/runbook\.md#([a-z0-9-]+)$/.exec(Properties.AlarmDescription)?.[1];

  it.each(alarms.map((alarm) => [wordOf(alarm.id), alarm] as const))(
    'say where to read what to do, and it is there: %s',
    (_, alarm) => {
      expect(headings).toContain(entryOf(alarm));
      expect(alarm.Properties.AlarmActions).toHaveLength(1);
    },
  );

  it('have no runbook entry that none of them leads to', () => {
    expect(headings.toSorted()).toEqual(alarms.map(entryOf).sort());
  });

  it('may reach their topic', () => {
    const policy = app.ofType('AWS::SNS::TopicPolicy')[0]!.Properties.PolicyDocument.Statement;
    expect(policy).toContainEqual(
      expect.objectContaining({ Effect: 'Allow', Principal: { Service: 'cloudwatch.amazonaws.com' } }),
    );
  });
});

describe('cdk-nag', () => {
  it('has nothing to say by its packs AwsSolutions and Serverless', () => {
    expect(app.findings).toEqual([]);
  });

  it('is told to overlook at most twenty-six things, each for a reason', () => {
    const overlooked = app.app.node
      .findAll()
      .flatMap(({ node }) => node.metadata)
      .filter(({ type }) => type === 'aws:cdk:acknowledged-rules')
      .flatMap(({ data }) => Object.entries<string>(data));
    expect(overlooked.length).toBeLessThanOrEqual(26);
    for (const [, reason] of overlooked) expect(JSON.stringify(reason).length).toBeGreaterThan(40);
  });
});

describe('the example workflow', () => {
  const example = { exampleTenant: 'demo', exampleAgentId: 'agt_01DEM0HEA1THCHECK000000001' };

  it('is left out unless asked for', () => {
    expect(app.ofType('AWS::StepFunctions::StateMachine')).toHaveLength(1);
  });

  it("carries its tenant's tag, names its agent, and may invoke what it asks for only", () => {
    const given = synthesisedApp(example);
    const machine = given.named('AWS::StepFunctions::StateMachine', 'ChangeWindow').Properties;
    expect(machine.Tags).toContainEqual({ Key: 'agent-sessions:tenant', Value: 'demo' });
    expect(machine.DefinitionSubstitutions).toMatchObject({ HealthCheckAgentId: example.exampleAgentId });
    expect(machine.LoggingConfiguration.IncludeExecutionData).toBe(false);
    const invoked = given
      .rightsOf(machine.RoleArn['Fn::GetAtt'][0])
      .filter(({ actions }) => actions.includes('lambda:InvokeFunction'))
      .map(({ resources }) => resources.join());
    expect(invoked).toEqual([expect.stringContaining('RunAgent'), expect.stringContaining('OpenManualTask')]);
    expect(given.findings).toEqual([]);
  });

  it('needs both its tenant and its agent', () => {
    expect(() => synthesisedApp({ exampleTenant: 'demo' })).toThrow('"exampleAgentId"');
    expect(() => synthesisedApp({ ...example, exampleAgentId: 'health-check' })).toThrow('"exampleAgentId"');
  });
});

describe('the deployment', () => {
  it('refuses a stage that cannot be part of a name', () => {
    expect(() => synthesisedApp({ stage: 'Pre Prod' })).toThrow(/"stage"/);
  });
});
