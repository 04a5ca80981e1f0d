import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { DefinitionBody, LogLevel, StateMachine, StateMachineType } from 'aws-cdk-lib/aws-stepfunctions';
import { RemovalPolicy } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { RightsOnEverything } from './rights-on-everything.ts';
import type { ServiceFunction } from './service-function.ts';

export type StateMachineFromFileProps = {
  name: string;
  /** Amazon States Language (JSON). */
  file: string;
  rights: RightsOnEverything;
  /** The functions its tasks invoke, by the names that the definition uses: `${AdvanceSession}`. */
  functions: Record<string, ServiceFunction>;
  /** Other values that the definition leaves open, by name. */
  values?: Record<string, string>;
};

/** A Standard state machine, traced and logged, that may invoke its functions and nothing else. */
export class StateMachineFromFile extends StateMachine {
  constructor(scope: Construct, id: string, { name, file, rights, functions, values }: StateMachineFromFileProps) {
    const role = new Role(scope, 'Role', {
      assumedBy: new ServicePrincipal('states.amazonaws.com'),
      managedPolicies: [rights.tracing, rights.logDelivery],
    });
    // From a file, CDK cannot see which functions the states invoke: granted here, and checked in test/infra.
    for (const fn of Object.values(functions)) fn.grantInvokeLatestVersion(role);
    const arns = Object.entries(functions).map(([key, fn]) => [key, fn.functionArn]);
    super(scope, id, {
      stateMachineName: name,
      stateMachineType: StateMachineType.STANDARD,
      definitionBody: DefinitionBody.fromFile(file),
      definitionSubstitutions: { ...Object.fromEntries(arns), ...values },
      // Without its updates: CDK would add its own rights on `*` and on the bucket of assets.
      role: role.withoutPolicyUpdates(),
      tracingEnabled: true,
      logs: {
        // The prefix keeps it out of the account's log resource policy, which holds few entries.
        destination: new LogGroup(scope, 'Log', {
          logGroupName: `/aws/vendedlogs/states/${name}`,
          retention: RetentionDays.THREE_MONTHS,
          removalPolicy: RemovalPolicy.DESTROY,
        }),
        level: LogLevel.ALL,
        // Inputs hold task tokens and job keys, which never reach a log.
        includeExecutionData: false,
      },
    });
  }
}
