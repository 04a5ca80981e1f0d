import { describe, expect, it } from 'vitest';
import type { ControlItem } from '../../../shared/domain/session/control-item.ts';
import { changeSession } from '../../../shared/effects/change-session.ts';
import type { ControlStore } from '../../../shared/storage/control-store.ts';
import { applied, person, running } from '../../builders/a-session.ts';

const key = { tenantId: 'demo', sessionId: 'ses_01JZZZZZZZZZZZZZZZZZZZZZZZ' };

/** One control item in memory, and what happens to each save: applied, refused, or applied with the answer lost. */
function aStore(item: ControlItem, ...saves: ('applied' | 'answer lost' | 'somebody was faster')[]) {
  let there: ControlItem | undefined = item;
  let reads = 0;
  const control: ControlStore = {
    read: async () => {
      reads += 1;
      return there;
    },
    create: async () => false,
    due: async () => [],
    save: async (before, next) => {
      const fate = saves.shift() ?? 'applied';
      if (fate === 'somebody was faster') there = { ...applied(there ?? item, person('pause')), writeId: 'theirs' };
      if (there?.version !== before.version) return false;
      there = next;
      return fate === 'applied';
    },
  };
  let writes = 0;
  const deps = {
    control,
    clock: { now: () => Date.UTC(2026, 10, 23, 10), delay: async () => {} },
    random: () => 0.5,
    newWriteId: () => `write-${++writes}`,
  };
  return { deps, now: () => there, reads: () => reads };
}

describe('changing a session', () => {
  it('recognises its own write whose answer was lost, and does not do it twice', async () => {
    const store = aStore(running(), 'answer lost');
    const decision = await changeSession(key, person('pause'), store.deps);
    expect(decision).toMatchObject({ changed: true, control: { status: 'PAUSED' } });
    expect(store.now()?.version).toBe(running().version + 1);
  });

  it('decides again on what is there when somebody was faster', async () => {
    const store = aStore(running(), 'somebody was faster');
    expect(await changeSession(key, person('pause'), store.deps)).toMatchObject({
      changed: false,
      control: { status: 'PAUSED', writeId: 'theirs' },
    });
  });

  it('never refuses from what it knew before: it reads first', async () => {
    const paused = applied(running(), person('pause'));
    const store = aStore(paused);
    const decision = await changeSession(key, person('resume'), store.deps, { known: running() });
    expect(decision).toMatchObject({ changed: true, control: { status: 'RUNNING' } });
    expect(store.reads()).toBe(1);
  });

  it('saves the read when what it knows is what is there', async () => {
    const store = aStore(running());
    await changeSession(key, person('pause'), store.deps, { known: running() });
    expect(store.reads()).toBe(0);
  });

  it('gives up after many conflicts with an error that says so', async () => {
    const store = aStore(running());
    store.deps.control.save = async () => false;
    await expect(changeSession(key, person('cancel'), store.deps)).rejects.toThrow('is being changed by many at once');
  });
});
