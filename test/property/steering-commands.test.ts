import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../builders/a-caller.ts';
import { aHeldService } from '../builders/a-held-service.ts';
import { aLaptop } from '../builders/a-laptop.ts';
import { besideLaptop } from '../builders/beside-a-laptop.ts';
import { until } from '../builders/until.ts';
import { type Act, actionsIn, driven, isPossible, step, type Told, type World } from './steering-reference.ts';

const RUNS = 150;
/** Sessions that are steered beside each other: the laptop serves many, and most of a run is waiting. */
const BESIDE = 5;
const COMMANDS = ['pause', 'resume', 'cancel', 'delete'] as const;
const ACTS: Act[] = [...COMMANDS, 'ask 0', 'ask 1', 'ask 2', 'refuse', 'finish'];

const service = await aHeldService();
const laptop = await aLaptop({ toolHostsAllowed: [service.host], openai: service.openai });
const deps = besideLaptop(laptop.address);
const agentId = await laptop.anAgentWith([], [service.tool], {
  model: { provider: 'openai-compatible', modelId: 'held' },
  instructions: 'This is session {{ name }}',
  inputSchema: { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] },
});

type Real = { name: string; sessionId: string };
type Model = { world: World; tries: number };
let sessions = 0;

async function begin(): Promise<Real> {
  sessions += 1;
  const name = `s${sessions}`;
  const sessionId = await laptop.start(agentId, { name });
  await service.isHeld(name, { thinking: true, flying: 0 });
  return { name, sessionId };
}

/** Does it, and says what was told. What the model and the tool do is told to nobody. */
async function doIt({ name, sessionId }: Real, act: Act): Promise<Told | undefined> {
  if (act === 'finish') return void service.finish(name);
  if (act === 'refuse') return void service.refuse(name);
  if (act.startsWith('ask')) return void service.ask(name, Number(act.slice(4)));
  const answer =
    act === 'delete'
      ? await laptop.call('DELETE', `/sessions/${sessionId}`)
      : await laptop.call('POST', `/sessions/${sessionId}/${act}`, { reason: `test ${act}` });
  return toldBy(answer);
}

function toldBy({ status: code, body }: Json): Told {
  if (code === 200) return { code, status: body.session.status, changed: body.changed, flying: body.inFlight.length };
  return code === 409 ? { code, status: body.sessionStatus } : { code };
}

/** Waits until what the model and the tool did has come to the session, and is as the reference has it. */
async function arrive({ name, sessionId }: Real, world: World, act: Act): Promise<void> {
  await service.isHeld(name, world);
  if (act === 'delete' && world.status === 'GONE') {
    expect((await laptop.call('GET', `/sessions/${sessionId}`)).status).toBe(404);
  } else if (world.status !== 'GONE') {
    // After a resume too: the execution takes up a final answer that was kept, and ends the session a moment later.
    const session = await laptop.waitFor(sessionId, ({ status }) => status === world.status);
    expect(session.actions).toEqual(actionsIn(world));
    // Only the wait that follows shows that the refusal has come.
    if (act === 'refuse' && world.status === 'PAUSED') await parked(sessionId);
  }
}

async function parked(sessionId: string): Promise<void> {
  const key = { tenantId: 'demo', sessionId };
  await until(
    async () => (await deps.control.read(key))?.token,
    () => `the wait of ${sessionId}`,
  );
}

/** What is deleted answers 404 to everything: that is tried now and then, not up to thirty times. */
const isWorthIt = ({ world, tries }: Model, act: Act) =>
  isPossible(world, act) && (world.status !== 'GONE' || tries < 2);

const one = (act: Act): fc.AsyncCommand<Model, Real> => ({
  check: (model) => isWorthIt(model, act),
  run: async (model, real) => {
    const expected = step(model.world, act);
    expect(await doIt(real, act)).toEqual(expected.told);
    move(model, expected.world);
    await arrive(real, model.world, act);
  },
  toString: () => act,
});

/** A model that is asked between a resume and what undoes it leaves no trace in the answers: that can't be told from outside. */
function canBeTold({ status, thinking, kept }: World, acts: Act[]): boolean {
  const undone = acts.includes('resume') && (acts.includes('pause') || acts.includes('cancel'));
  return !(undone && status === 'PAUSED' && !thinking && kept === undefined);
}

/** Two at once: some order of them has to explain what both were told, the execution acting in between or not. */
const both = (first: Act, second: Act): fc.AsyncCommand<Model, Real> => ({
  check: (model) => isWorthIt(model, first) && isWorthIt(model, second) && canBeTold(model.world, [first, second]),
  run: async (model, real) => {
    const told = await Promise.all([doIt(real, first), doIt(real, second)]);
    const orders = [true, false].flatMap((inOrder) =>
      [true, false].map((acts) => explain(model.world, first, second, { inOrder, acts })),
    );
    const explained = orders.find((order) => JSON.stringify(order.told) === JSON.stringify(told));
    if (explained === undefined)
      throw new Error(
        `no order of ${first} and ${second} explains ${JSON.stringify(told)} in ${JSON.stringify(model.world)}`,
      );
    move(model, explained.world);
    await arrive(real, model.world, first);
  },
  toString: () => `${first} | ${second}`,
});

function move(model: Model, world: World): void {
  if (model.world.status === 'GONE') model.tries += 1;
  model.world = driven(world);
}

function explain(world: World, first: Act, second: Act, { inOrder, acts }: { inOrder: boolean; acts: boolean }) {
  const a = step(world, inOrder ? first : second);
  const b = step(acts ? driven(a.world) : a.world, inOrder ? second : first);
  const told = [a.told, b.told];
  return { world: b.world, told: inOrder ? told : told.reverse() };
}

/** Nothing stays open. Whatever was done: the trace is dense, and after a cancel was accepted no call began. */
async function end({ name, sessionId }: Real, { status, thinking, flying }: World): Promise<void> {
  if (status !== 'GONE') await laptop.call('POST', `/sessions/${sessionId}/cancel`);
  for (let open = flying; open > 0; open -= 1) service.finish(name);
  if (thinking) service.ask(name, 0);
  if (status === 'GONE') return;
  const { entries } = await laptop.ended(sessionId);
  expect(entries.map(({ seq }) => seq)).toEqual(entries.map((_, index) => index + 1));
  const calls = entries.filter(({ kind }) => kind === 'TOOL_CALL');
  expect(service.madeBy(name)).toBe(calls.length);
  const canceledAt = entries.find(({ event }) => event === 'CANCEL_REQUESTED')?.seq ?? Number.POSITIVE_INFINITY;
  expect(calls.filter(({ seq }) => seq > canceledAt)).toEqual([]);
}

describe('a session that is steered at random', () => {
  const pairs = fc
    .tuple(fc.constantFrom(...ACTS), fc.constantFrom(...COMMANDS))
    // Which of them came first could not be seen: both are told the same, and the session ends differently.
    .filter(([first]) => first !== 'refuse')
    .map(([first, second]) => both(first, second));
  const commands = fc.commands([...ACTS.map((act) => fc.constant(one(act))), pairs], { maxCommands: 30, size: '+1' });

  const property = fc.asyncProperty(commands, async (sequence) => {
    const real = await begin();
    const model: Model = { world: { status: 'RUNNING', thinking: true, flying: 0 }, tries: 0 };
    await fc.asyncModelRun(() => ({ model, real }), sequence);
    await end(real, model.world);
  });

  it.concurrent.each(Array.from({ length: BESIDE }, (_, index) => index))(
    'does and tells what the table says (%i)',
    async () => {
      // On a busy machine rather fewer runs than a test that fails for want of time.
      await fc.assert(property, { numRuns: RUNS / BESIDE, interruptAfterTimeLimit: 40_000 });
    },
  );
});
