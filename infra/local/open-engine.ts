import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Dependencies } from '../../functions/dependencies.ts';
import { openExecutionStore } from './emulators/step-functions/execution-store.ts';
import { fillSubstitutions } from './emulators/step-functions/fill-substitutions.ts';
import type { Tags } from './emulators/step-functions/machine-catalog.ts';
import type { StatusChangeEvent } from './emulators/step-functions/status-change-event.ts';
import { openStepFunctions, type StepFunctions } from './emulators/step-functions/step-functions.ts';
import { systemTimer } from './emulators/step-functions/timers.ts';
import type { LocalFunctions } from './local-functions.ts';
import { DEMO_AGENTS, DEMO_TENANT } from './seed/demo-ids.ts';

/** A state machine beside the sessions' own; its tasks may invoke `run-agent` and `open-manual-task`. */
export type LocalMachine = { definition: unknown; tags?: Tags };

export type EngineOptions = {
  /** The file that keeps executions over a restart. */
  file: string;
  functions: LocalFunctions;
  deps: Pick<Dependencies, 'clock' | 'random' | 'reportFailure'>;
  /** By name, beside the demo's. */
  machines: Record<string, LocalMachine>;
};

/** ARN of a state machine of the laptop. */
export const machineArn = (name: string): string => `arn:aws:states:local:000000000000:stateMachine:${name}`;

export const SESSION_MACHINE = 'agent-session';
/** The demo's workflow. */
export const CHANGE_WINDOW = 'change-window';
const ENDED = ['SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED'];
const LOST = ['FAILED', 'TIMED_OUT', 'ABORTED'];

/** Step Functions with the product's machine, the demo's workflow and what else is given, and the rules on its events. */
export function openEngine({ file, functions, deps, machines }: EngineOptions): Promise<StepFunctions> {
  const own = ownMachines();
  const all = Object.entries({ ...own, ...machines });
  return openStepFunctions({
    definitions: Object.fromEntries(all.map(([name, { definition }]) => [machineArn(name), definition])),
    // Tests validate them; who gives one of the same name has it validated here.
    known: Object.keys(own)
      .filter((name) => !Object.hasOwn(machines, name))
      .map(machineArn),
    tags: Object.fromEntries(all.map(([name, { tags = {} }]) => [machineArn(name), tags])),
    functions: {
      'advance-session': functions.advanceSession,
      'park-session': functions.parkSession,
      'run-agent': functions.runAgent,
      'open-manual-task': functions.openManualTask,
    },
    onStatusChange: (event) =>
      void deliver(event, functions)?.catch((error: unknown) => {
        deps.reportFailure('status change not handled', { execution: event.detail.name, error });
      }),
    store: openExecutionStore(file),
    clock: deps.clock,
    setTimer: systemTimer,
    newToken: randomUUID,
    random: deps.random,
  });
}

/** The rules on the default bus that infra/stacks deploys. An event that is lost here is made up for by the sweeper. */
function deliver(event: StatusChangeEvent, functions: LocalFunctions): Promise<unknown> | undefined {
  const { stateMachineArn, status, name } = event.detail;
  if (stateMachineArn === machineArn(SESSION_MACHINE)) {
    return LOST.includes(status) ? functions.recoverSession(event) : undefined;
  }
  return name.startsWith('job_') && ENDED.includes(status) ? functions.endJob(event) : undefined;
}

function ownMachines(): Record<string, LocalMachine> {
  return {
    [SESSION_MACHINE]: {
      definition: fromFile(SESSION_MACHINE, { AdvanceSession: 'advance-session', ParkSession: 'park-session' }),
    },
    [CHANGE_WINDOW]: {
      definition: fromFile(CHANGE_WINDOW, {
        RunAgent: 'run-agent',
        OpenManualTask: 'open-manual-task',
        HealthCheckAgentId: DEMO_AGENTS.interfaceHealthCheck,
      }),
      tags: { 'agent-sessions:tenant': DEMO_TENANT },
    },
  };
}

function fromFile(name: string, values: Record<string, string>): unknown {
  const file = new URL(`../state-machines/${name}.asl.json`, import.meta.url);
  return fillSubstitutions(readFileSync(file, 'utf8'), values);
}
