import { callableTools } from '../../../shared/domain/agent/callable-tools.ts';
import { toolSecrets } from '../../../shared/domain/agent/tool-secrets.ts';
import { activeShareMs } from '../../../shared/domain/session/budget.ts';
import { callArguments } from '../../../shared/domain/session/call-arguments.ts';
import type { CallResult } from '../../../shared/domain/session/command.ts';
import type { ToolCallEntry } from '../../../shared/domain/session/entry.ts';
import { INLINE_BYTES } from '../../../shared/domain/session/stored-text.ts';
import { notAsApproved } from '../../../shared/effects/arguments-hash.ts';
import { traceparentOf } from '../../../shared/telemetry/span-ids.ts';
import type { ToolOutcome } from '../../../shared/tool-runners/tool-outcome.ts';
import { type Drive, type Loaded, write } from './drive.ts';
import { loadSession } from './load-session.ts';
import { persistently } from './persistently.ts';

/** Outputs of a turn stay within about this many bytes of the control item together (I19: at most 100 KB). */
const OUTPUTS_INLINE_BYTES = 24_576;

/** Runs claimed calls beside each other. Results that arrive while a write is under way go together into the next one. */
export async function runCalls(drive: Drive, calls: readonly ToolCallEntry[]) {
  const loaded = drive.loaded ?? (await loadSession(drive));
  const arrived: CallResult[] = [];
  const inlineBytes = Math.min(INLINE_BYTES, Math.floor(OUTPUTS_INLINE_BYTES / calls.length));
  const mostMs = activeShareMs(drive.control, calls.length);
  const running = new Set(
    calls.map((call) => {
      const work: Promise<void> = runCall(drive, loaded, call, { inlineBytes, mostMs }).then((result) => {
        arrived.push(result);
        running.delete(work);
      });
      return work;
    }),
  );
  try {
    while (running.size > 0 || arrived.length > 0) {
      if (arrived.length === 0) await Promise.race(running);
      const results = arrived.splice(0);
      const { run, claim } = drive;
      const refused = await persistently(drive, () => write(drive, { type: 'settle_calls', run, claim, results }));
      if (refused === 'gone' || (refused !== undefined && running.size === 0 && arrived.length === 0)) return refused;
    }
    return undefined;
  } finally {
    await Promise.allSettled(running); // nothing may run on after the answer: the sandbox is frozen there
  }
}

/** `mostMs`: the call's share of what is left of maxActiveSeconds. */
async function runCall(
  drive: Drive,
  loaded: Loaded,
  call: ToolCallEntry,
  { inlineBytes, mostMs }: { inlineBytes: number; mostMs: number },
): Promise<CallResult> {
  const { clock, texts } = drive.deps;
  const began = clock.now();
  const input = await persistently(drive, () => texts.read(drive.key, call.input));
  const outcome = await tryTool(drive, loaded, call, { input, mostMs });
  const { output: text } = outcome;
  const store = async () => (text === undefined ? undefined : texts.store(drive.key, text, inlineBytes));
  const output = await persistently(drive, store);
  const { turn, index, callId, toolName, warning } = call;
  const error = outcome.state === 'FAILED' ? outcome.error : undefined;
  const said = {
    kind: 'TOOL_CALL' as const,
    turn,
    index,
    callId,
    toolName,
    input,
    state: outcome.state,
    output: outcome.output,
    error,
    warning,
  };
  loaded.said.set(call.seq, said);
  return {
    seq: call.seq,
    holder: drive.claim.holder,
    state: outcome.state,
    output,
    error,
    activeMs: clock.now() - began,
  };
}

/** A runner's own fault is a failed call, which the model is told; it never stops the session. */
async function tryTool(
  drive: Drive,
  loaded: Loaded,
  call: ToolCallEntry,
  { input, mostMs }: { input: string; mostMs: number },
): Promise<ToolOutcome> {
  const callable = callableTools(loaded.definition.tools).find(({ name }) => name === call.toolName);
  const args = callArguments(input);
  if (callable === undefined || args === undefined) {
    return {
      state: 'FAILED',
      error: { category: 'INVALID_INPUT', message: `The call of ${call.toolName} can't be made as it was stored.` },
    };
  }
  const error = notAsApproved(call, input);
  if (error !== undefined) return { state: 'FAILED', error };
  try {
    const { name } = callable;
    const tool = { ...callable.tool, timeoutSeconds: Math.min(callable.tool.timeoutSeconds, mostMs / 1_000) };
    const { agentId } = drive.control.head.agent;
    const idempotencyKey = `${drive.key.sessionId}/${call.turn}/${call.index}`;
    const secretNames = toolSecrets(loaded.definition.tools);
    const traceparent = drive.deps.spans && traceparentOf(drive.control.head, call.seq);
    const asked = { ...drive.key, agentId, tool, name, args, idempotencyKey, secretNames, traceparent };
    return await drive.deps.runTool(asked);
  } catch (error) {
    drive.deps.reportFailure('tool runner failed', { sessionId: drive.key.sessionId, toolName: call.toolName, error });
    return {
      state: 'FAILED',
      error: { category: 'INTERNAL', message: `${call.toolName} could not be run because of a fault of the service.` },
    };
  }
}
