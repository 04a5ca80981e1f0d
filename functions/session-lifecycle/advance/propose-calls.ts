import type { AgentDefinition } from '../../../shared/domain/agent/agent.ts';
import { type CallableTool, callableTools } from '../../../shared/domain/agent/callable-tools.ts';
import { schemaViolations } from '../../../shared/domain/agent/schema-violations.ts';
import type { Tool } from '../../../shared/domain/agent/tool.ts';
import { callArguments } from '../../../shared/domain/session/call-arguments.ts';
import type { ProposedCall, SessionHead } from '../../../shared/domain/session/control-item.ts';
import { MAX_CALLS_PER_TURN } from '../../../shared/domain/session/dispatch-calls.ts';
import type { Failure } from '../../../shared/domain/session/error-category.ts';
import type { StoredText } from '../../../shared/domain/session/stored-text.ts';
import { callFingerprint } from '../../../shared/effects/call-fingerprint.ts';
import type { AskedCall } from '../../../shared/model-providers/split-content.ts';
import { withinTime } from '../../../shared/runtime/within-time.ts';
import { type WaitingFor, waitsWith } from './waits-with.ts';

/** Arguments beyond this many characters are refused: no tool needs them and every write of the turn would carry them. */
const MOST_ARGUMENTS = 262_144;
/** So many violations are told to the model. */
const VIOLATIONS_TOLD = 5;
/** Milliseconds in which arguments are checked; a schema without patterns takes less than one. */
const CHECK_MS = 250;

type Proposing = {
  call: AskedCall;
  input: StoredText;
  definition: AgentDefinition;
  head: SessionHead;
} & Pick<WaitingFor, 'idFor' | 'store'>;

/** Checks an asked call against the agent's tools; what can't be called is refused before dispatch, and the model is told. */
export async function proposeCall({ call, input, definition, head, idFor, store }: Proposing): Promise<ProposedCall> {
  const callable = callableTools(definition.tools).find(({ name }) => name === call.toolName);
  const tool = callable?.tool;
  const { index, callId, toolName } = call;
  const rejected =
    restLeftOut(call) ??
    (callable === undefined
      ? unknownTool(toolName, definition)
      : (wrongArguments(call, callable) ?? tooDeep(callable.tool, head)));
  const fingerprint = callFingerprint(toolName, call.input);
  const asked = { index, callId, toolName, toolKind: tool?.kind, by: doneBy(tool), input, fingerprint };
  if (callable === undefined || rejected !== undefined) return { ...asked, rejected };
  const { name, description } = callable;
  // A person is asked to approve the tool that was called, not its server.
  const named = { ...callable.tool, name, description };
  const waits = await waitsWith({ tool: named, input: call.input, idFor, store });
  return { ...asked, repeatable: named.repeatable, ...waits };
}

/** The model learns by the last call that is kept that the others were not even recorded. */
function restLeftOut({ index, leftOut }: AskedCall): Failure | undefined {
  if (leftOut === undefined) return undefined;
  return {
    category: 'TOO_MANY_CALLS',
    message: `This turn asked for ${index + 1 + leftOut} calls; the first ${MAX_CALLS_PER_TURN} at most are made, and those after this one were left out altogether. Ask for them again in later turns.`,
  };
}

/** Agents that call each other, or themselves, come to an end (design, section 7). */
function tooDeep(tool: Tool, { depth, limits }: SessionHead): Failure | undefined {
  if (tool.kind !== 'agent' || depth < limits.maxDepth) return undefined;
  return {
    category: 'BUDGET_SPENT',
    message: `${tool.name} was not called: agents may call each other ${limits.maxDepth} deep (maxDepth of the agent), and this session is at ${depth}. Do it without this tool.`,
  };
}

function unknownTool(toolName: string, definition: AgentDefinition): Failure {
  const names = callableTools(definition.tools)
    .map(({ name }) => name)
    .join(', ');
  return {
    category: 'UNKNOWN_TOOL',
    message:
      `There is no tool ${JSON.stringify(toolName)}. ${names === '' ? 'This agent has no tools.' : `The tools are: ${names}.`}`.slice(
        0,
        2_000,
      ),
  };
}

function wrongArguments(call: AskedCall, tool: CallableTool): Failure | undefined {
  if (call.input.length > MOST_ARGUMENTS) return invalid(call, `they are longer than ${MOST_ARGUMENTS} characters`);
  const args = callArguments(call.input);
  if (args === undefined) return invalid(call, 'they are not a JSON object');
  const violations = tool.inputSchema === undefined ? [] : violationsInTime(tool.inputSchema, args);
  if (violations === undefined) return invalid(call, 'a pattern of the schema takes too long to match them');
  if (violations.length === 0) return undefined;
  return invalid(
    call,
    violations
      .slice(0, VIOLATIONS_TOLD)
      .map(({ path, message }) => (path === '' ? message : `${path}: ${message}`).replace(/\.$/, ''))
      .join('; '),
  );
}

/** Matching a person's pattern with a model's text may take for ever: that must not hold up anybody else. */
function violationsInTime(schema: Record<string, unknown>, args: Record<string, unknown>) {
  return withinTime(CHECK_MS, () => schemaViolations(schema, args));
}

function invalid(call: AskedCall, why: string): Failure {
  return {
    category: 'INVALID_INPUT',
    message: `The arguments of ${call.toolName} can't be used: ${why}.`.slice(0, 2_000),
  };
}

function doneBy(tool: Tool | undefined): ProposedCall['by'] {
  switch (tool?.kind) {
    case 'manual_task':
      return 'person';
    case 'agent':
      return 'session';
    case 'workflow':
      return 'job';
    default:
      return 'lambda';
  }
}
