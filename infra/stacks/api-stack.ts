import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { CfnOutput, Duration, Stack, type StackProps } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { BASE_PATH } from '../../shared/contracts/base-path.ts';
import { routes } from '../../shared/contracts/routes.ts';
import { tellDailyBudget } from '../constructs/daily-budget.ts';
import type { Deployment } from '../constructs/deployment.ts';
import { HttpRoutes } from '../constructs/http-routes.ts';
import { tellListShards } from '../constructs/list-shards.ts';
import { RunbookAlarm } from '../constructs/runbook-alarm.ts';
import { ServiceFunction } from '../constructs/service-function.ts';
import { observe } from '../constructs/session-metrics.ts';
import { tellToolFunctions } from '../constructs/tool-functions.ts';
import type { ConsoleStack } from './console-stack.ts';
import type { DataStack } from './data-stack.ts';
import type { SessionsStack } from './sessions-stack.ts';

export type ApiStackProps = StackProps & {
  deployment: Deployment;
  data: DataStack;
  sessions: SessionsStack;
  /** Has the API, empty, and says what its tokens have to be from and for. */
  entrance: ConsoleStack;
};

/** The HTTP API: one function that can only read, and one that takes commands. */
export class ApiStack extends Stack {
  constructor(scope: Construct, id: string, { deployment, data, sessions, entrance, ...props }: ApiStackProps) {
    super(scope, id, props);
    const read = this.reader(data, sessions);
    const command = this.commander(data, sessions);
    command.tell('RETENTION_DAYS', String(deployment.retentionDays));
    tellToolFunctions(command, deployment.toolFunctions);
    this.letAskServers(command, data, sessions);
    observe(command, deployment);
    for (const fn of [read, command]) limitRequests(fn, deployment, data);
    for (const fn of [read, command]) tellListShards(fn, deployment);
    const { api, tokens } = entrance;
    new HttpRoutes(this, 'Http', {
      api,
      routes: Object.values(routes),
      tokens,
      functions: { read, command },
      logGroupName: `/aws/vendedlogs/apis/agent-sessions-${deployment.stage}`,
    });
    new RunbookAlarm(this, 'ApiFails', {
      metric: api.metricServerError({ period: Duration.minutes(5), statistic: 'Sum' }),
      threshold: 5,
      userImpact: 'The console and API clients get errors: lists do not load or commands are not taken.',
      runbook: 'api-fails',
      topic: sessions.operations.alarms,
    });
    new CfnOutput(this, 'Url', { value: `${api.apiEndpoint}${BASE_PATH}` });
  }

  /** Has no right, and no name, for the control table: task tokens are out of its reach. */
  private reader(data: DataStack, sessions: SessionsStack): ServiceFunction {
    const read = this.apiFunction('ReadApi', {
      entry: 'functions/api/read-api.ts',
      description: 'Serves the routes that only read.',
      sessions,
    });
    data.sessions.grantTo(read, ['GetItem', 'BatchGetItem', 'Query']);
    data.activity.grantTo(read, ['GetItem', 'Query']);
    data.catalog.grantTo(read, ['GetItem', 'BatchGetItem', 'Query']);
    data.manualTasks.grantTo(read, ['GetItem', 'BatchGetItem', 'Query'], ['byStatus']);
    data.audit.grantTo(read, ['BatchGetItem', 'Query'], ['byTime']);
    return read;
  }

  private commander(data: DataStack, sessions: SessionsStack): ServiceFunction {
    const command = this.apiFunction('CommandApi', {
      entry: 'functions/api/command-api.ts',
      description: 'Serves the routes that change something.',
      sessions,
    });
    data.sessionControl.grantTo(command, ['GetItem', 'PutItem']);
    data.sessions.grantTo(command, ['GetItem', 'PutItem']);
    data.activity.grantTo(command, ['GetItem', 'PutItem', 'Query', 'BatchWriteItem']);
    data.manualTasks.grantTo(command, ['GetItem', 'Query', 'UpdateItem'], ['byOrigin']);
    data.audit.grantTo(command, ['PutItem', 'Query', 'BatchWriteItem'], ['byOwner']);
    data.catalog.grantTo(command, ['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem']);
    sessions.machine.grantTo(command, ['start', 'wake', 'stop']);
    sessions.workflows.grantTo(command, ['register', 'start', 'answer']);
    sessions.secrets.grantTo(command, 'write');
    command.tell('EVENT_BUS', sessions.bus.eventBusName);
    sessions.bus.grantPutEventsTo(command);
    sessions.triggers.grantWiringTo(command);
    return command;
  }

  /** The one that takes commands writes secrets and may not read them: another asks the servers that need some. */
  private letAskServers(command: ServiceFunction, data: DataStack, sessions: SessionsStack): void {
    const ask = this.apiFunction('AskMcpServer', {
      entry: 'functions/tool-discovery/ask-mcp-server.ts',
      description: 'Asks an MCP server what it offers, when an agent is saved.',
      sessions,
    });
    sessions.secrets.grantTo(ask, 'read');
    data.catalog.grantTo(ask, ['GetItem']);
    command.tell('ASK_MCP_SERVER', ask.functionName);
    // grantInvoke would let it invoke every version too, by a wildcard.
    command.addToRolePolicy(new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [ask.functionArn] }));
  }

  private apiFunction(
    id: string,
    props: { entry: string; description: string; sessions: SessionsStack },
  ): ServiceFunction {
    const { rights, undelivered } = props.sessions.operations;
    return new ServiceFunction(this, id, {
      entry: props.entry,
      description: props.description,
      // HTTP API gives up after 30 s.
      timeout: Duration.seconds(29),
      memoryMb: 1024,
      tracing: rights.tracing,
      deadLetters: undelivered,
    });
  }
}

/** The only table that a reader may write: the token buckets of users and tenants; beside them is what a tenant spends on a day. */
function limitRequests(fn: ServiceFunction, deployment: Deployment, data: DataStack): void {
  data.rateLimits.grantTo(fn, ['GetItem', 'UpdateItem']);
  tellDailyBudget(fn, deployment);
  fn.tell('LIMIT_USER_READS', deployment.limitUserReads);
  fn.tell('LIMIT_USER_COMMANDS', deployment.limitUserCommands);
  fn.tell('LIMIT_TENANT_READS', deployment.limitTenantReads);
  fn.tell('LIMIT_TENANT_COMMANDS', deployment.limitTenantCommands);
}
