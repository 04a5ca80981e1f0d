import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { until } from './until.ts';

/** The public reference server in a process of its own, by Streamable HTTP on loopback. */
export async function theReferenceMcpServer() {
  const port = await aFreePort();
  const script = fileURLToPath(import.meta.resolve('@modelcontextprotocol/server-everything/dist/index.js'));
  const child = spawn(process.execPath, [script, 'streamableHttp'], {
    env: { PATH: process.env.PATH, PORT: String(port) },
    stdio: 'ignore',
  });
  const isOpen = async () => {
    if (child.exitCode !== null) throw new Error(`The reference server ended with ${child.exitCode}.`);
    return fetch(`http://127.0.0.1:${port}/mcp`).then(
      () => true,
      () => undefined,
    );
  };
  await until(isOpen, () => `the reference server on port ${port}`);
  return {
    url: `http://127.0.0.1:${port}/mcp`,
    /** As `TOOL_HOSTS_ALLOWED` names it. */
    host: `127.0.0.1:${port}`,
    close: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    },
  };
}

async function aFreePort(): Promise<number> {
  const probe = createServer();
  probe.listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as { port: number };
  probe.close();
  await once(probe, 'close');
  return port;
}
