import { type Laptop, openLaptop } from './open-laptop.ts';
import { reportAndExit } from './report-and-exit.ts';
import { DEMO_AGENTS } from './seed/demo-ids.ts';
import { readLocalSettings } from './settings.ts';

/** A stop takes at most 5 s (api.md); a second signal, or this long, ends it at once. */
const LONGEST_STOP_MS = 4_800;

let laptop: Laptop | undefined;

function stop(): void {
  // Nothing was accepted yet, and the data folder outlives any end.
  if (laptop === undefined) process.exit(0);
  setTimeout(() => process.exit(0), LONGEST_STOP_MS).unref();
  laptop.close().then(
    () => process.exit(0),
    (error: unknown) => reportAndExit(error, process),
  );
}

try {
  const settings = readLocalSettings(process.env);
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  laptop = await openLaptop(settings);
  console.log(settings.production ? `ready ${laptop.address}` : welcome(laptop.address));
} catch (error) {
  reportAndExit(error, process);
}

function welcome(address: string): string {
  const api = `${address}/api/v1`;
  const auth = '-H "Authorization: Bearer $TOKEN"';
  return [
    `ready ${address}`,
    '',
    '  The console: open that address in a browser and choose who you are.',
    '',
    '  A token, good for 12 hours (admin of the tenant demo):',
    `    TOKEN=$(curl -fsSX POST ${address}/local/token | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')`,
    '  Start a session, list sessions, read the activity of one:',
    `    curl -fsSX POST ${auth} ${api}/agents/${DEMO_AGENTS.interfaceHealthCheck}/run`,
    `    curl -fsS ${auth} ${api}/sessions`,
    `    curl -fsS ${auth} ${api}/sessions/SESSION_ID/activity`,
    '  Change approval calls an agent and a workflow, then waits for a person in the Work Center:',
    `    curl -fsSX POST ${auth} ${api}/agents/${DEMO_AGENTS.changeApproval}/run`,
    `    curl -fsS ${auth} ${api}/manual-tasks`,
    '',
  ].join('\n');
}
