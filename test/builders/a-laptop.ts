import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { type LaptopOptions, openLaptop } from '../../infra/local/open-laptop.ts';
import { aCaller } from './a-caller.ts';

/** A folder that is gone after the tests of the file. */
export function aDataFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'agent-sessions-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'data');
}

/**
 * The whole product on a free port, with its data in a temporary folder, and a caller of it. Closed after the tests of the file.
 * `machines`: state machines that a tenant would have deployed, by name; their ARNs are `machineArn(name)`.
 */
export async function aLaptop(settings: Partial<LaptopOptions> = {}) {
  const laptop = await openLaptop({
    port: 0,
    dataDir: aDataFolder(),
    toolHostsAllowed: [],
    openai: {},
    production: false,
    ...settings,
  });
  let isOpen = true;
  const close = async () => {
    if (isOpen) await laptop.close();
    isOpen = false;
  };
  afterAll(close);
  return { ...aCaller(laptop.address), close };
}
