import { StartExecutionCommand } from '@aws-sdk/client-sfn';
import { callback, MACHINE, machineOf, openBench } from './step-functions-bench.ts';

export const parkMachine = machineOf({ Park: callback('park', { End: true }) });

/** Run as a process of its own: starts an execution that waits, prints its token, and stays until it is killed. */
if (import.meta.main) {
  const park = ({ token }: { token: string }) => {
    process.stdout.write(`${token}\n`);
    setInterval(() => undefined, 60_000);
  };
  const { client } = await openBench({ machine: parkMachine, functions: { park }, path: process.argv[2] ?? '' });
  await client.send(new StartExecutionCommand({ stateMachineArn: MACHINE, name: 'one', input: '{}' }));
}
