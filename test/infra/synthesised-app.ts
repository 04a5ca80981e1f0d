import { globSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { App } from 'aws-cdk-lib/core';
import * as z from 'zod';
import { agentSessionsApp } from '../../infra/app.ts';
import { TABLES, type TableName } from '../../shared/contracts/tables.ts';

const resourceSchema = z.object({
  Type: z.string(),
  Properties: z.record(z.string(), z.any()).default({}),
  DeletionPolicy: z.string().optional(),
  DependsOn: z.union([z.string(), z.array(z.string())]).optional(),
});
const templateSchema = z.object({ Resources: z.record(z.string(), resourceSchema) });
const reportSchema = z.object({
  pluginReports: z.array(
    z.object({
      violations: z.array(
        z.object({ ruleName: z.string(), violatingConstructs: z.array(z.object({ constructPath: z.string() })) }),
      ),
    }),
  ),
});

export type Resource = z.infer<typeof resourceSchema> & { id: string };
export type Statement = { actions: string[]; resources: string[]; condition: unknown };

/** The deployment as CloudFormation sees it, without bundles. */
export type SynthesisedApp = ReturnType<typeof synthesisedApp>;

export function synthesisedApp(context: Record<string, unknown> = {}) {
  const outdir = mkdtempSync(join(tmpdir(), 'agent-sessions-synth-'));
  try {
    const app = agentSessionsApp({ outdir, context: { 'aws:cdk:bundling-stacks': [], ...context } });
    const findings = synthesise(app, outdir);
    const templates = readdirSync(outdir).filter((name) => name.endsWith('.template.json'));
    const resources = templates.flatMap((name) => resourcesOf(jsonIn(outdir, name)));
    const settings = globSync(join(outdir, 'asset.*/config.json')).map((file) => readFileSync(file, 'utf8'));
    return {
      app,
      /** What the console is told, as text: with markers, where CloudFormation fills something in. */
      consoleSettings: settings.join(),
      /** What cdk-nag has to say. */
      findings,
      ofType: (type: string) => resources.filter((resource) => resource.Type === type),
      /** The product's own; those by which CDK puts files into a bucket and takes them out again are not. */
      functions: () => resources.filter(({ Type, id }) => Type === 'AWS::Lambda::Function' && !/^Custom/.test(id)),
      /** The one resource of a type whose logical id begins so. */
      named: (type: string, prefix: string) =>
        only(
          resources.filter((r) => r.Type === type && r.id.startsWith(prefix)),
          prefix,
        ),
      /** Everything that the role of a function, or of a state machine, may do. */
      rightsOf: (roleId: string) => rightsOf(roleId, resources),
    };
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

/** cdk-nag's findings make the synthesis fail after everything was written: they are a test's business, any other failure is not. */
function synthesise(app: App, outdir: string): string[] {
  let failure: unknown;
  try {
    app.synth();
  } catch (error) {
    failure = error;
  }
  const { pluginReports } = reportSchema.parse(jsonIn(outdir, 'validation-report.json'));
  const findings = pluginReports.flatMap(({ violations }) =>
    violations.map(
      ({ ruleName, violatingConstructs }) => `${ruleName} at ${violatingConstructs.map((c) => c.constructPath).join()}`,
    ),
  );
  if (failure !== undefined && findings.length === 0) throw failure;
  return findings;
}

function jsonIn(folder: string, name: string): unknown {
  return JSON.parse(readFileSync(join(folder, name), 'utf8'));
}

/** Actions that a function's role has on resources whose ARN mentions `text`. */
export function actionsOn(app: SynthesisedApp, functionId: string, text: string): string[] {
  return app
    .rightsOf(roleOf(app, functionId))
    .flatMap(({ actions, resources }) => (resources.some((r) => r.includes(text)) ? actions : []));
}

/** What a function may do with each table and its indexes, without the service's name. */
export function dataRights(app: SynthesisedApp, functionId: string): Partial<Record<TableName, string[]>> {
  const rights = Object.keys(TABLES).map((table) => {
    const actions = actionsOn(app, functionId, `${table}Table`).map((action) => action.replace('dynamodb:', ''));
    return [table, [...new Set(actions)].sort()] as const;
  });
  return Object.fromEntries(rights.filter(([, actions]) => actions.length > 0));
}

/** Logical id of a function's role. */
export function roleOf(app: SynthesisedApp, functionId: string): string {
  return app.named('AWS::Lambda::Function', functionId).Properties.Role['Fn::GetAtt'][0];
}

/** The functions whose role may do an action that matches. */
export function mayDo(app: SynthesisedApp, pattern: RegExp): string[] {
  const may = ({ id }: Resource) =>
    app.rightsOf(roleOf(app, id)).some(({ actions }) => actions.some((a) => pattern.test(a)));
  return app
    .functions()
    .filter(may)
    .map(({ id }) => wordOf(id))
    .sort();
}

/** A logical id without CDK's hash. */
export function wordOf(id: string): string {
  return id.replace(/[0-9A-F]{8}$/, '');
}

function resourcesOf(template: unknown): Resource[] {
  return Object.entries(templateSchema.parse(template).Resources).map(([id, resource]) => ({ id, ...resource }));
}

function only(found: Resource[], what: string): Resource {
  if (found.length !== 1 || found[0] === undefined)
    throw new Error(`${found.length} resources are named ${what}; expected one.`);
  return found[0];
}

function rightsOf(roleId: string, resources: Resource[]): Statement[] {
  const role = only(
    resources.filter(({ id }) => id === roleId),
    roleId,
  );
  const attached = JSON.stringify(role.Properties.ManagedPolicyArns ?? []);
  return resources
    .filter(({ Type, id, Properties }) =>
      Type === 'AWS::IAM::ManagedPolicy'
        ? attached.includes(id)
        : Type === 'AWS::IAM::Policy' && JSON.stringify(Properties.Roles).includes(`"${roleId}"`),
    )
    .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
    .map((statement) => ({
      actions: [statement.Action].flat(),
      resources: [statement.Resource].flat().map((resource) => JSON.stringify(resource)),
      condition: statement.Condition,
    }));
}
