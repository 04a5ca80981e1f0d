import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleFunction } from '../../infra/constructs/bundle-function.ts';
import { withCachePoints } from '../../shared/model-providers/cache-points.ts';
import { callSettings } from '../../shared/model-providers/call-settings.ts';
import { type ConversationEntry, conversation } from '../../shared/model-providers/conversation.ts';
import { resolveModel } from '../../shared/model-providers/resolve-model.ts';
import { systemClock } from '../../shared/runtime/clock.ts';
import { aModelEndpoint, sends } from '../builders/a-model-endpoint.ts';
import { WIRE_FORMATS, type WireFormat } from '../builders/wire-formats.ts';
import { type Figure, percentile, timeOf } from './figure.ts';

const ROOT = join(import.meta.dirname, '../..');
const CALLS = 300;
const WARM_UP = 50;
const IMPORTS = 7;
const TURNS = 10;

/** What each provider costs: a turn over the bare HTTP call, and what the function that drives sessions loads for it. */
export async function measureModels(): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const wire of WIRE_FORMATS) figures.push(await overheadOf(wire));
  return [...figures, ...(await coldFigures())];
}

/** A conversation of ten turns is built, asked with and read; the same bytes go over a bare fetch. */
async function overheadOf(wire: WireFormat): Promise<Figure> {
  const endpoint = await aModelEndpoint();
  try {
    const choice = { provider: wire.provider, modelId: wire.modelId };
    const environment = wire.environment(endpoint.address);
    const turn = async () => {
      const model = await resolveModel(choice, { clock: systemClock, fetch, environment });
      const prompt = withCachePoints(conversation({ prompt: 'Look at the devices.', entries: turns() }), choice);
      await model.doGenerate({ ...callSettings(choice), prompt });
    };
    const answers = Array(2 * (CALLS + WARM_UP) + 1).fill(sends(200, wire.answer({ text: 'All are up.' })));
    endpoint.script(answers);
    await turn();
    const body = JSON.stringify(endpoint.received()[0]?.body);
    const bare = async () => {
      const headers = { 'content-type': 'application/json' };
      await (await fetch(endpoint.address, { method: 'POST', headers, body })).json();
    };
    const [ours, theirs]: [number[], number[]] = [[], []];
    for (let call = 0; call < CALLS + WARM_UP; call += 1) {
      const [ourMs, theirMs] = [await timeOf(turn), await timeOf(bare)];
      if (call < WARM_UP) continue;
      ours.push(ourMs);
      theirs.push(theirMs);
    }
    const value = percentile(ours, 0.5) - percentile(theirs, 0.5);
    return { name: `a turn with ${wire.provider}, over the bare HTTP call`, value, unit: 'ms' };
  } finally {
    await endpoint.close();
  }
}

function turns(): ConversationEntry[] {
  return Array.from({ length: TURNS }, (_, index) => index + 1).flatMap((turn): ConversationEntry[] => [
    { kind: 'REASONING', turn, content: JSON.stringify([{ type: 'text', text: `Step ${turn}.` }]) },
    {
      ...{ kind: 'TOOL_CALL', turn, index: 0, callId: `c${turn}`, toolName: 'look', input: '{"device":"edge-1"}' },
      ...{ state: 'SUCCEEDED', output: JSON.stringify({ status: 200, body: 'x'.repeat(500) }) },
    },
  ]);
}

/** Bundled as CDK does, imported in fresh processes: without a real model, and with each provider's first use. */
async function coldFigures(): Promise<Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'agent-sessions-models-'));
  try {
    const entry = join(folder, 'entry.ts');
    await writeFile(entry, ENTRY);
    const outDir = join(folder, 'bundle');
    await bundleFunction({ entry, outDir });
    const file = join(outDir, 'index.mjs');
    const scripted = { provider: 'scripted', modelId: 'scripted', settings: { turns: [{ text: 'Done.' }] } };
    return [scripted, ...WIRE_FORMATS].flatMap((wire) => {
      const environment = 'environment' in wire ? wire.environment('http://127.0.0.1:9') : {};
      const choice = { provider: wire.provider, modelId: wire.modelId, ...('settings' in wire && wire) };
      const name = `advance-session with ${wire.provider}`;
      const runs = Array.from({ length: IMPORTS }, () => cold(file, choice, environment, false));
      return [
        { name: `${name}, cold bundle`, value: cold(file, choice, environment, true) / 1_000, unit: 'kB' },
        { name: `${name}, cold import`, value: percentile(runs, 0.5), unit: 'ms' },
      ];
    });
  } finally {
    await rm(folder, { recursive: true });
  }
}

const ENTRY = `
export { handler } from '${ROOT}/functions/session-lifecycle/advance-session.ts';
import { resolveModel } from '${ROOT}/shared/model-providers/resolve-model.ts';
export const load = (choice, environment) => resolveModel(choice, { clock: {}, fetch, environment });
`;

/** Bytes that are loaded, or else the milliseconds that it takes: counting takes time itself. */
function cold(file: string, choice: object, environment: object, counts: boolean): number {
  const counting = `let bytes = 0;
    (await import('node:module')).registerHooks({ load: (url, context, next) => {
      const loaded = next(url, context);
      if (url.startsWith('file:')) bytes += Buffer.byteLength(loaded.source ?? '');
      return loaded;
    } });`;
  const program = `${counts ? counting : ''}
    const began = performance.now();
    const { load } = await import(${JSON.stringify(file)});
    await load(${JSON.stringify(choice)}, ${JSON.stringify(environment)});
    process.stdout.write(String(${counts ? 'bytes' : 'performance.now() - began'}));`;
  return Number(execFileSync(process.execPath, ['--input-type=module', '--eval', program], { encoding: 'utf8' }));
}

if (import.meta.main) {
  for (const { name, value, unit } of await measureModels())
    console.log(`${name.padEnd(58)}${value.toFixed(2).padStart(9)} ${unit}`);
}
