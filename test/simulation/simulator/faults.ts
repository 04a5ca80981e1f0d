import type { SeededRandom } from './seeded-random.ts';

/** Where a process calls a port. Every fault kind is injected at each of them. */
export const PORT_SITES = [
  'control.read',
  'control.create',
  'control.save',
  'control.due',
  'summary.put',
  'tombstone.put',
  'entry.put',
  'audit.purge',
  'audit.put',
  'session.purge',
  'body.store',
  'body.read',
  'entries.read',
  'source.put',
  'execution.start',
  'execution.stop',
  'token.send',
  'event.publish',
  'task.put',
  'task.remove',
  'agent.read',
  'descendant.reserve',
  'budget.take',
  'budget.give_back',
  'model.generate',
  'tool.run',
  'feed.read',
] as const;
export type PortSite = (typeof PORT_SITES)[number];

/**
 * What can go wrong with one call of a port. `throttle`: refused, nothing happened; `lost_answer`: it happened, and the
 * caller sees an error as of a timeout; `delay`: it happens later; `late_answer`: it happens now, the caller hears of it
 * later; the crashes end the calling process before and after.
 */
export const PORT_FAULTS = ['crash_before', 'crash_after', 'throttle', 'lost_answer', 'delay', 'late_answer'] as const;
export type PortFault = (typeof PORT_FAULTS)[number];

/** What can go wrong around the processes. */
export const SURROUNDING_FAULTS = [
  'execution.killed',
  'invocation.doubled',
  'invocation.answer_lost',
  'status_event.lost',
  'status_event.doubled',
  'status_event.delayed',
  'process.limit_reached',
  'start.repeated',
  'command.repeated',
  'due.missed',
  'clock.skewed',
] as const;
export type SurroundingFault = (typeof SURROUNDING_FAULTS)[number];

export type Faults = {
  /** Probability of each at every call of a port. */
  readonly port: Readonly<Record<PortFault, number>>;
  readonly surrounding: Readonly<Record<SurroundingFault, number>>;
  /** The quiet end of a simulation: nothing goes wrong any more. */
  off: boolean;
  readonly counts: Map<string, number>;
};

/** The mix of faults of one seed: some seeds have none, some one kind, some all. Different mixes find different defects. */
export function chooseFaults(random: SeededRandom): Faults {
  const mix = random.next();
  const rate = (most: number) => {
    if (mix < 0.12) return 0;
    return random.chance(mix < 0.5 ? 0.25 : 0.7) ? most * random.next() : 0;
  };
  const port = {
    crash_before: rate(0.06),
    crash_after: rate(0.06),
    throttle: rate(0.2),
    lost_answer: rate(0.1),
    delay: rate(0.15),
    late_answer: rate(0.15),
  };
  const surrounding = {
    'execution.killed': rate(0.5),
    'invocation.doubled': rate(0.4),
    'invocation.answer_lost': rate(0.2),
    'status_event.lost': rate(0.6),
    'status_event.doubled': rate(0.4),
    'status_event.delayed': rate(0.4),
    'process.limit_reached': 0,
    'start.repeated': rate(0.5),
    'command.repeated': rate(0.4),
    'due.missed': rate(0.4),
    'clock.skewed': mix >= 0.5 && random.chance(0.25) ? 1 : 0,
  };
  return { port, surrounding, off: false, counts: new Map() };
}

/** Which fault, if any, this call of a port meets. */
export function drawPortFault(faults: Faults, site: PortSite, random: SeededRandom): PortFault | undefined {
  if (faults.off) return undefined;
  let left = random.next();
  for (const kind of PORT_FAULTS) {
    left -= faults.port[kind];
    if (left < 0) {
      count(faults, `${site}:${kind}`);
      return kind;
    }
  }
  return undefined;
}

/** Whether this goes wrong now. */
export function drawFault(faults: Faults, kind: SurroundingFault, random: SeededRandom): boolean {
  if (faults.off || !random.chance(faults.surrounding[kind])) return false;
  count(faults, kind);
  return true;
}

/** Whether this is a seed in which nothing goes wrong but the order of things. */
export function isFaultless({ port, surrounding }: Faults): boolean {
  return [...Object.values(port), ...Object.values(surrounding)].every((rate) => rate === 0);
}

export function count(faults: Faults, name: string): void {
  faults.counts.set(name, (faults.counts.get(name) ?? 0) + 1);
}

/** The name of every fault at every place, for the coverage of a run. */
export function everyFault(): string[] {
  return [...PORT_SITES.flatMap((site) => PORT_FAULTS.map((kind) => `${site}:${kind}`)), ...SURROUNDING_FAULTS];
}
