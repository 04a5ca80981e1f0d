import { beginning } from './beginning.ts';
import type { Bounds } from './bounds.ts';
import { canonicalForm } from './canonical-form.ts';
import { modelOf } from './explore.ts';
import type { Model } from './model.ts';
import { unsettled } from './settled.ts';
import { successors } from './successors.ts';
import { takeIdleSteps } from './take-idle-steps.ts';
import type { World } from './world.ts';

/**
 * Checks the canonical form itself: worlds that it takes for the same, met on different ways, must have the same steps to the
 * same forms and be settled alike. Answers the forms for which that is not so, and how many pairs were compared.
 */
export function compareSameForms(bounds: Partial<Bounds>): { compared: number; differ: string[] } {
  const model = modelOf({}, bounds);
  const futures = new Map<string, string>();
  const differ: string[] = [];
  let compared = 0;
  const first = beginning(model);
  const queue: [string, World][] = [[formOf(model, first), first]];
  const queued = new Set(queue.map(([form]) => form));
  for (const [form, world] of queue) {
    const steps = stepsFrom(model, world);
    futures.set(form, futureOf(world, steps));
    for (const step of steps) {
      if (!queued.has(step.form)) {
        queued.add(step.form);
        queue.push([step.form, step.world]);
        continue;
      }
      const known = futures.get(step.form);
      if (known === undefined) continue;
      compared += 1;
      if (futureOf(step.world, stepsFrom(model, step.world)) !== known) differ.push(step.form);
    }
  }
  return { compared, differ };
}

function formOf(model: Model, world: World): string {
  takeIdleSteps(model, world);
  return canonicalForm(world, model.rules);
}

function stepsFrom(model: Model, from: World) {
  return successors(model, from).map(({ kind, world }) => ({ kind, world, form: formOf(model, world) }));
}

function futureOf(world: World, steps: ReturnType<typeof stepsFrom>): string {
  const forms = new Set(steps.map(({ kind, form }) => `${kind} ${form}`));
  return [unsettled(world), ...[...forms].sort()].join('\n');
}
