import type { Command, Decision } from '../domain/session/command.ts';
import type { ControlItem } from '../domain/session/control-item.ts';
import { decide } from '../domain/session/decide.ts';
import type { Effect } from '../domain/session/effect.ts';
import type { Clock } from '../runtime/clock.ts';
import type { ControlStore, SessionKey } from '../storage/control-store.ts';

export type ChangeDeps = {
  control: ControlStore;
  clock: Clock;
  /** Uniform in [0, 1). */
  random: () => number;
  /** A fresh name for a write, by which its writer recognises it. */
  newWriteId: () => string;
};

/** Writers meeting on one item try again this often before they give up; each try is a fresh decision. */
const MOST_TRIES = 25;
const LONGEST_PAUSE_MS = 50;

/**
 * The one way to change a session: read, decide, write on the version that was read (P1). A refused condition is read
 * strongly: it may be this very write whose answer was lost, else the command is decided again on what is there now.
 * `known` saves the first read; a refusal, or "nothing to do", is never answered from it alone.
 * `undefined`: there is no such session.
 */
export async function changeSession(
  key: SessionKey,
  command: Command,
  deps: ChangeDeps,
  more: { known?: ControlItem; done?: readonly Effect[] } = {},
): Promise<Decision | undefined> {
  let control = more.known;
  let isFresh = control === undefined;
  control ??= await deps.control.read(key);
  for (let tries = 0; control !== undefined && tries < MOST_TRIES; tries += 1) {
    const decision = decide(control, command, { now: deps.clock.now(), done: more.done ?? [] });
    if (decision.changed && !(decision.refused && !isFresh)) {
      decision.control.writeId = deps.newWriteId();
      if (await deps.control.save(control, decision.control)) return decision;
      control = await deps.control.read(key);
      if (control?.writeId === decision.control.writeId) return decision;
      await pauseBetweenTries(tries, deps);
    } else {
      if (isFresh) return decision;
      control = await deps.control.read(key);
    }
    isFresh = true;
  }
  if (control === undefined) return undefined;
  throw new SessionContended(key.sessionId);
}

/** Others wrote the session's control item all the time; trying again later is safe. */
export class SessionContended extends Error {
  constructor(sessionId: string) {
    super(`Session ${sessionId} is being changed by many at once; nothing was changed. Try again.`);
    this.name = 'SessionContended';
  }
}

async function pauseBetweenTries(tries: number, { clock, random }: ChangeDeps): Promise<void> {
  if (tries > 0) await clock.delay(random() * Math.min(LONGEST_PAUSE_MS, 2 ** tries));
}
