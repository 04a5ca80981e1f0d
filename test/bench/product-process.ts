import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import manifest from '../../package.json' with { type: 'json' };

const ROOT = join(import.meta.dirname, '../..');
/** Of `/proc/<pid>/stat`: Linux counts CPU time in hundredths of a second. */
const TICK_MS = 10;

/** What `npm start` gives to node. */
const START_ARGUMENTS = manifest.scripts.start.split(' ').slice(1);

export type ProductProcess = {
  /** As in `http://127.0.0.1:4700`. */
  address: string;
  /** From the spawn to its line that begins with `ready`, in milliseconds. */
  readyMs: number;
  /** CPU time so far, in milliseconds; NaN where the system does not tell. */
  cpuMs: () => number;
  /** Memory that it holds now, in KB; NaN where the system does not tell. */
  residentKb: () => number;
  /** Ends it and waits until it is gone. */
  stop: () => Promise<void>;
  /** Ends it at once, as `kill -9` does, and waits until it is gone. */
  kill: () => Promise<void>;
};

export type ProductOptions = {
  dataDir: string;
  /** `host:port` pairs that tools may reach. */
  toolHosts?: string[];
  /** Arguments of node before the program. */
  nodeArguments?: string[];
  /** By `npm start`, as people do it; else node alone. */
  byNpm?: boolean;
};

/** Starts the whole product in a process of its own, on free ports, as people start it. */
export async function startProduct(options: ProductOptions): Promise<ProductProcess> {
  const { dataDir, toolHosts = [], nodeArguments = [], byNpm = false } = options;
  const [program, ...args] = byNpm
    ? ['npm', 'start', '--silent']
    : [process.execPath, ...nodeArguments, ...START_ARGUMENTS];
  const began = performance.now();
  // A process group of its own: npm does not always hand a signal on.
  const child = spawn(program, args, {
    cwd: ROOT,
    detached: true,
    env: { ...process.env, PORT: '0', DATA_DIR: dataDir, TOOL_HOSTS_ALLOWED: toolHosts.join(',') },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const end = () => endGroup(child, 'SIGTERM');
  process.once('exit', end); // the bench failed: nothing may stay behind
  child.once('exit', () => process.off('exit', end));
  const address = await readyAddress(child);
  return {
    address,
    readyMs: performance.now() - began,
    cpuMs: () => cpuMs(child),
    residentKb: () => residentKb(child),
    stop: () => stop(child, 'SIGTERM'),
    kill: () => stop(child, 'SIGKILL'),
  };
}

async function readyAddress(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error('The product has no standard output.');
  for await (const line of createInterface({ input: child.stdout })) {
    const address = /^ready (\S+)/.exec(line)?.[1];
    if (address === undefined) continue;
    child.stdout.resume();
    return address;
  }
  throw new Error('The product ended before it was ready.');
}

async function stop(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  const exited = once(child, 'exit');
  if (endGroup(child, signal)) await exited;
}

function endGroup({ exitCode, signalCode, pid }: ChildProcess, signal: NodeJS.Signals): boolean {
  return exitCode === null && signalCode === null && pid !== undefined && process.kill(-pid, signal);
}

function cpuMs(child: ChildProcess): number {
  try {
    // Behind the name in brackets: state is field 3, user and system time are fields 14 and 15.
    const fields = readFileSync(`/proc/${child.pid}/stat`, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ');
    return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
  } catch {
    return Number.NaN;
  }
}

function residentKb(child: ChildProcess): number {
  try {
    return Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1]);
  } catch {
    return Number.NaN;
  }
}
