import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { ArnFormat, Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import * as z from 'zod';
import { tenantIdSchema } from '../../shared/domain/access/tenant-id.ts';
import { parsedContext } from './parsed-context.ts';
import type { ServiceFunction } from './service-function.ts';

const functionSchema = z.string().regex(/^(arn:aws[\w-]*:lambda:[\w-]+:\d{12}:function:)?[\w-]{1,64}$/, {
  error:
    'The context value "toolFunctions" must name functions of this account and region, or hold ARNs without a version or alias.',
});

/** Which Lambda functions the tools of which tenant may call; `*`: of every tenant. */
export const toolFunctionsSchema = z.preprocess(
  parsedContext,
  z
    .record(z.union([z.literal('*'), tenantIdSchema]), z.array(functionSchema), {
      error: 'The context value "toolFunctions" must hold a list of functions for each tenant, as JSON.',
    })
    .default({}),
);

export type ToolFunctions = z.infer<typeof toolFunctionsSchema>;

/** Tells a function which functions are allowed, as it checks them. */
export function tellToolFunctions(fn: ServiceFunction, allowed: ToolFunctions): void {
  fn.tell('TOOL_FUNCTIONS_ALLOWED', JSON.stringify(allowed));
}

/** Lets `fn` invoke exactly the functions that are allowed to somebody. */
export function grantToolFunctions(scope: Construct, fn: ServiceFunction, allowed: ToolFunctions): void {
  const arns = new Set(Object.values(allowed).flatMap((names) => names.map((name) => arnOf(scope, name))));
  if (arns.size === 0) return;
  fn.addToRolePolicy(new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [...arns] }));
}

function arnOf(scope: Construct, name: string): string {
  if (name.startsWith('arn:')) return name;
  const arnFormat = ArnFormat.COLON_RESOURCE_NAME;
  return Stack.of(scope).formatArn({ service: 'lambda', resource: 'function', resourceName: name, arnFormat });
}
