import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll } from 'vitest';
import { aCaller } from './a-caller.ts';
import { until } from './until.ts';

const living = new Set<ChildProcess>();
afterAll(() => {
  for (const child of living) child.kill('SIGKILL');
});

type Settings = { dataDir: string; port?: number; toolHostsAllowed?: string };

/** How a process ended: its exit code (`null`: by a signal), how long it took since it was asked to, what it wrote. */
export type Ended = { code: number | null; afterMs: number; stdout: string; stderr: string };

/** `npm start` as a process of its own, killed after the tests of the file at the latest. */
export function spawnLaptop({ dataDir, port = 0, toolHostsAllowed = '' }: Settings) {
  const { PATH, HOME, TMPDIR } = process.env;
  const child = spawn(process.execPath, ['infra/local/start.mjs'], {
    env: { PATH, HOME, TMPDIR, DATA_DIR: dataDir, PORT: String(port), TOOL_HOSTS_ALLOWED: toolHostsAllowed },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  living.add(child);
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  let askedAt = Date.now();
  const ended = once(child, 'close').then(([code]): Ended => {
    living.delete(child);
    return { code, afterMs: Date.now() - askedAt, stdout, stderr };
  });
  return {
    pid: child.pid,
    stdout: () => stdout,
    stderr: () => stderr,
    ended,
    /** Sends a signal and waits for the end. */
    kill(signal: NodeJS.Signals): Promise<Ended> {
      askedAt = Date.now();
      child.kill(signal);
      return ended;
    },
  };
}

/** The same, ready to be used, with a caller of it. */
export async function aLaptopProcess(settings: Settings) {
  const laptop = spawnLaptop(settings);
  let isOver = false;
  void laptop.ended.then(() => {
    isOver = true;
  });
  const address = await until(
    () => {
      if (isOver) throw new Error(`The laptop did not start: ${laptop.stderr()}`);
      return /^ready (http:\S+)\n.*SESSION_ID/s.exec(laptop.stdout())?.[1];
    },
    () => `a ready laptop; it wrote ${laptop.stdout()}${laptop.stderr()}`,
  );
  return { ...laptop, ...aCaller(address) };
}
