import { App, type AppProps, Tags, Validations } from 'aws-cdk-lib/core';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { readDeployment } from './constructs/deployment.ts';
import { ApiStack } from './stacks/api-stack.ts';
import { ConsoleStack } from './stacks/console-stack.ts';
import { DataStack } from './stacks/data-stack.ts';
import { ExampleWorkflowStack } from './stacks/example-workflow-stack.ts';
import { IdentityStack } from './stacks/identity-stack.ts';
import { JobsStack } from './stacks/jobs-stack.ts';
import { SessionsStack } from './stacks/sessions-stack.ts';

/** The whole deployment, checked by cdk-nag at each synthesis. Needs no credentials, no network and no Docker. */
export function agentSessionsApp(props: AppProps = {}): App {
  const app = new App(props);
  const deployment = readDeployment(app.node);
  const stackName = (part: string) => `agent-sessions-${deployment.stage}-${part}`;
  const data = new DataStack(app, 'Data', { stackName: stackName('data'), deployment });
  const sessions = new SessionsStack(app, 'Sessions', { stackName: stackName('sessions'), deployment, data });
  const jobs = new JobsStack(app, 'Jobs', { stackName: stackName('jobs'), deployment, data, sessions });
  const issuer =
    deployment.otherIssuer ??
    new IdentityStack(app, 'Identity', { stackName: stackName('identity'), deployment, sessions });
  const entrance = new ConsoleStack(app, 'Console', { stackName: stackName('console'), deployment, issuer });
  new ApiStack(app, 'Api', { stackName: stackName('api'), deployment, data, sessions, entrance });
  const { example } = deployment;
  if (example !== undefined) {
    new ExampleWorkflowStack(app, 'Example', { stackName: stackName('example'), deployment, example, sessions, jobs });
  }
  Tags.of(app).add('product', 'agent-sessions');
  Tags.of(app).add('stage', deployment.stage);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));
  return app;
}

if (import.meta.main) agentSessionsApp().synth();
