import { App, type AppProps, Tags, Validations } from 'aws-cdk-lib/core';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { readDeployment } from './constructs/deployment.ts';
import { ApiStack } from './stacks/api-stack.ts';
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
  const { oidcIssuer, oidcAudience } = deployment;
  const { tokens } =
    oidcIssuer === undefined
      ? new IdentityStack(app, 'Identity', { stackName: stackName('identity'), deployment, sessions })
      : { tokens: { issuer: oidcIssuer, audience: [oidcAudience] } };
  new ApiStack(app, 'Api', { stackName: stackName('api'), deployment, data, sessions, tokens });
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
