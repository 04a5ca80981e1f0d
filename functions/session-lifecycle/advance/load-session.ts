import * as z from 'zod';
import { type AgentDefinition, agentDefinitionSchema } from '../../../shared/domain/agent/agent.ts';
import type { LeftOut } from '../../../shared/domain/session/compacted.ts';
import type { Entry } from '../../../shared/domain/session/entry.ts';
import { isResolved } from '../../../shared/domain/session/entry.ts';
import type { StoredText } from '../../../shared/domain/session/stored-text.ts';
import type { ConversationEntry } from '../../../shared/model-providers/conversation.ts';
import { NOTHING_LEFT_OUT } from '../../../shared/model-providers/fit-conversation.ts';
import type { ShownEntry } from '../../../shared/storage/shown-entry.ts';
import type { Drive, Loaded } from './drive.ts';

const inputsSchema = z.record(z.string(), z.unknown());

/** Reads what driving needs beside the control item: the agent as it was at the start, and what was said so far. */
export async function loadSession(drive: Drive): Promise<Loaded> {
  const { head } = drive.control;
  const read = (stored: StoredText) => drive.deps.texts.read(drive.key, stored);
  const [definitionText, prompt, inputsText, said] = await Promise.all([
    read(head.definition),
    read(head.prompt),
    read(head.inputs),
    readConversation(drive, read),
  ]);
  const definition = readDefinition(definitionText);
  const inputs = inputsSchema.parse(JSON.parse(inputsText));
  drive.loaded = { definition, prompt, inputs, said, leftOut: leftOutSoFar(said) };
  return drive.loaded;
}

/** What the session was started with can't be read: no try will help. */
export class InvalidDefinition extends Error {
  constructor(cause: unknown) {
    super(`The agent's definition that the session started with can't be read. Save the agent again and start anew.`, {
      cause,
    });
    this.name = 'InvalidDefinition';
  }
}

function readDefinition(text: string): AgentDefinition {
  try {
    return agentDefinitionSchema.parse(JSON.parse(text));
  } catch (error) {
    throw new InvalidDefinition(error);
  }
}

/** The projected entries, each replaced by the control item's own where that is newer. */
async function readConversation(drive: Drive, read: (stored: StoredText) => Promise<string>) {
  const projected = drive.control.turns === 0 ? [] : await drive.deps.readEntries(drive.key);
  const entries = new Map<number, Entry | ShownEntry>(
    [...projected, ...drive.control.entries].map((entry) => [entry.seq, entry]),
  );
  const said = await Promise.all([...entries.values()].map((entry) => toConversation(entry, read)));
  return new Map(said.flat());
}

/** As the trace says it: what was left out once stays out. */
function leftOutSoFar(said: Map<number, ConversationEntry>): LeftOut {
  const answers = [...said].sort(([a], [b]) => b - a).map(([, entry]) => entry);
  const latest = answers.find((entry) => entry.kind === 'REASONING' && entry.leftOut !== undefined);
  return (latest?.kind === 'REASONING' && latest.leftOut) || NOTHING_LEFT_OUT;
}

export async function toConversation(
  entry: Entry | ShownEntry,
  read: (stored: StoredText) => Promise<string>,
): Promise<[number, ConversationEntry][]> {
  if (!isResolved(entry)) return [];
  if (entry.kind === 'REASONING' && entry.content !== undefined) {
    return [
      [
        entry.seq,
        { kind: 'REASONING', turn: entry.turn, content: await read(entry.content), leftOut: entry.compacted?.leftOut },
      ],
    ];
  }
  if (entry.kind !== 'TOOL_CALL') return [];
  const { kind, turn, index, callId, toolName, state, error, warning } = entry;
  const input = await read(entry.input);
  const output = entry.output === undefined ? undefined : await read(entry.output);
  return [[entry.seq, { kind, turn, index, callId, toolName, input, state, output, error, warning }]];
}
