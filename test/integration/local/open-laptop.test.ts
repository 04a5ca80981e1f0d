import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openLaptop } from '../../../infra/local/open-laptop.ts';
import type { LocalSettings } from '../../../infra/local/settings.ts';
import { StartError } from '../../../infra/local/start-error.ts';
import { aFolder } from './a-front.ts';

/** A data folder that a laptop was opened with and closed again. */
async function aUsedFolder(): Promise<string> {
  const dataDir = join(aFolder(), 'data');
  await (await open({ dataDir })).close();
  return dataDir;
}

function open(settings: Partial<LocalSettings>) {
  return openLaptop({ port: 0, dataDir: '', toolHostsAllowed: [], openai: {}, production: false, ...settings });
}

/** Why the laptop can't be opened: one line. */
async function refusal(settings: Partial<LocalSettings>): Promise<string> {
  const error = await open(settings).then(
    (laptop) => laptop.close().then(() => 'it was opened'),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(StartError);
  return (error as StartError).message;
}

/** A port with a free one behind it, both held until the test is over when `hold` says so. */
async function heldPort(port = 0): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.on('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  onTestFinished(() => void server.close());
  return (server.address() as { port: number }).port;
}

describe('a laptop that can not be opened says which thing is wrong and what to do', () => {
  it('when its folder is a file', async () => {
    const file = join(aFolder(), 'file');
    writeFileSync(file, 'text');
    expect(await refusal({ dataDir: file })).toContain(`${file} is a file.`);
  });

  it.each([
    ['dynamodb.sqlite', 'is no database', (path: string) => writeFileSync(path, 'garbage'.repeat(1_000))],
    ['dynamodb.sqlite', 'is a folder', (path: string) => mkdirSync(path)],
    ['step-functions.sqlite', 'is no database', (path: string) => writeFileSync(path, 'garbage'.repeat(1_000))],
    ['step-functions.sqlite', 'is a folder', (path: string) => mkdirSync(path)],
    ['events.sqlite', 'is no database', (path: string) => writeFileSync(path, 'garbage'.repeat(1_000))],
    ['events.sqlite', 'is a folder', (path: string) => mkdirSync(path)],
    ['issuer-key.json', 'is no key', (path: string) => writeFileSync(path, '{}')],
    ['issuer-key.json', 'is a folder', (path: string) => mkdirSync(path)],
  ])('when its %s %s, and lets go of what it had opened', async (name, _, damage) => {
    const dataDir = join(aFolder(), 'data');
    mkdirSync(dataDir);
    writeFileSync(join(dataDir, 'format-version'), '2\n');
    damage(join(dataDir, name));
    const first = await refusal({ dataDir });
    expect(first).toContain(join(dataDir, name));
    expect(first).toMatch(/\. (Restore|Check|Delete|Make)/);
    expect(readdirSync(dataDir)).not.toContain('lock');
    expect(await refusal({ dataDir })).toBe(first);
  });

  it('when its data were damaged since', async () => {
    const dataDir = await aUsedFolder();
    const file = join(dataDir, 'dynamodb.sqlite');
    writeFileSync(file, Buffer.alloc(statSync(file).size, 'garbage'));
    expect(await refusal({ dataDir })).toContain(file);
  });

  it('when its port is taken, and leaves the folder free', async () => {
    const port = await heldPort();
    const dataDir = join(aFolder(), 'data');
    expect(await refusal({ port, dataDir })).toContain(`Port ${port} of 127.0.0.1 is in use`);
    await (await open({ dataDir })).close();
  });
});

describe('a laptop', () => {
  it('opens although the port of the demo’s service is taken', async () => {
    const taken = await heldPort();
    const laptop = await open({ port: taken - 1, dataDir: join(aFolder(), 'data') });
    onTestFinished(laptop.close);
    expect(laptop.address).toBe(`http://127.0.0.1:${taken - 1}`);
  });
});
