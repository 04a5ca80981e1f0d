import type { LoadedMachine } from './load-state-machine.ts';
import { ServiceError } from './service-error.ts';

/** Value by key. */
export type Tags = Record<string, string>;

export type MachineCatalogDeps = {
  machines: ReadonlyMap<string, LoadedMachine>;
  /** By state machine ARN. */
  tags: Record<string, Tags>;
  /** When the machines came to be, ms since 1970: the laptop makes them at each start. */
  createdAt: number;
};

export type MachineCatalog = {
  describe: (stateMachineArn: string) => object;
  listTags: (resourceArn: string) => object;
};

const STATE_MACHINE_ARN = /^arn:[^:]*:states:[^:]*:\d*:stateMachine:([^:]+)(?::.+)?$/;

/** What can be asked about the state machines themselves. */
export function createMachineCatalog({ machines, tags, createdAt }: MachineCatalogDeps): MachineCatalog {
  return {
    describe: (stateMachineArn) => {
      const name = nameIn(stateMachineArn);
      const machine = machines.get(stateMachineArn);
      if (machine === undefined) {
        throw new ServiceError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${stateMachineArn}'`);
      }
      return {
        ...{ stateMachineArn, name, type: 'STANDARD', status: 'ACTIVE', creationDate: createdAt / 1_000 },
        definition: JSON.stringify(machine.source),
        roleArn: `arn:aws:iam::${stateMachineArn.split(':')[4]}:role/local`,
      };
    },
    listTags: (resourceArn) => {
      nameIn(resourceArn);
      if (!machines.has(resourceArn)) {
        throw new ServiceError('ResourceNotFound', `Resource not found: '${resourceArn}'`);
      }
      return { tags: Object.entries(tags[resourceArn] ?? {}).map(([key, value]) => ({ key, value })) };
    },
  };
}

function nameIn(arn: string): string {
  const name = STATE_MACHINE_ARN.exec(arn)?.[1];
  if (name === undefined) throw new ServiceError('InvalidArn', `Invalid Arn: '${arn}' is not that of a state machine.`);
  return name;
}
