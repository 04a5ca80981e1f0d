import type { Expansion } from './model.ts';
import { addStep } from './model.ts';
import { sendToken } from './step-functions.ts';
import { openExecution, removeProcess } from './world.ts';
import { write } from './write.ts';

/** park-session: keeps the token of a wait, or ends the wait by its own token (P6). */
export function parkSteps(expansion: Expansion, index: number): void {
  const park = expansion.from.processes[index];
  if (park === undefined || park.token === null || park.wake === null) return;
  const { run, wake, token, order } = park;
  const label = `Park ${park.id} of run ${run}`;
  if (park.at === 'store') {
    write(
      expansion,
      index,
      `${label} stores`,
      { type: 'store_token', run, wake, token, order },
      (world, mine, outcome) => {
        if (outcome !== 'gone' && outcome.refused === undefined) {
          mine.at = 'answer';
          return;
        }
        removeProcess(world, mine);
        sendToken(world, token);
      },
    );
    return;
  }
  addStep(expansion, 'system', `${label} answers`, (world) => {
    const mine = world.processes[index];
    if (mine === undefined) return;
    removeProcess(world, mine);
    const execution = mine.attached ? openExecution(world, run) : undefined;
    if (execution?.node === 'PARK' && execution.token === token) execution.node = 'WAIT';
  });
}
