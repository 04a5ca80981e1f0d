import { setTimeout as delay } from 'node:timers/promises';
import type { ApiClient } from './api-client.ts';

const LOOK_EVERY_MS = 20;

/** An agent that asks a person, calls the tool, and ends. */
export function askingAgent(url: string) {
  const turns = [
    { toolCalls: [{ toolName: 'approve', input: { change: 'CHG-1' } }] },
    { toolCalls: [{ toolName: 'open', input: {} }] },
    { text: 'Done.' },
  ];
  const form = { type: 'object', properties: { approved: { type: 'boolean' } }, required: ['approved'] };
  return {
    name: 'Asking',
    instructions: 'Ask, then open.',
    model: { provider: 'scripted', modelId: 'scripted', settings: { turns } },
    tools: [
      { kind: 'manual_task', name: 'approve', form },
      { kind: 'http', name: 'open', method: 'POST', url },
    ],
  };
}

/** The task that a session waits for, as soon as it does. */
export async function waitingTask(client: ApiClient, sessionId: string): Promise<string> {
  for (;;) {
    const { waiting } = await client.ask('GET', `/sessions/${sessionId}`);
    if (waiting.length > 0) return waiting[0].id;
    await delay(LOOK_EVERY_MS);
  }
}

/** Does as the form asks. */
export async function completeTask(client: ApiClient, taskId: string): Promise<void> {
  await client.ask('POST', `/manual-tasks/${taskId}/complete`, { output: { approved: true } });
}
