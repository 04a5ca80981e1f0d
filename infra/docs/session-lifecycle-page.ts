import { actionsFor } from '../../shared/domain/session/session-actions.ts';
import { isTerminal, SESSION_STATUSES, type SessionStatus } from '../../shared/domain/session/session-status.ts';
import {
  type Cell,
  OCCURRENCES,
  type Occurrence,
  SESSION_TRANSITIONS,
} from '../../shared/domain/session/session-transitions.ts';

const OCCURRENCE_WORDS: Record<Occurrence, string> = {
  pause: 'pause',
  resume: 'resume',
  cancel: 'cancel',
  delete: 'delete',
  lastCallSettles: 'the last call in flight settles',
  taskCompleted: 'a manual task is completed',
  calledEnds: 'a called session or job ends',
  modelAsksForTools: 'the model asks for tools',
  finalAnswer: "the model's final answer",
  fatalError: 'a fatal error, or a spent budget',
  executionLost: 'the execution is lost or overdue',
  noProgress: 'five new runs without progress',
};
const ASKED_BY_PEOPLE: readonly Occurrence[] = ['pause', 'resume', 'cancel', 'delete'];

type Edge = { from: SessionStatus | '[*]'; to: SessionStatus | '[*]'; label: string };

/** The text of docs/session-lifecycle.md: the transition table as a diagram, as a matrix and as quick actions. */
export function sessionLifecyclePage(): string {
  return `# The life of a session

Made by \`npm run docs\` from \`shared/domain/session/session-transitions.ts\`, the one table that also decides, refuses and
gives each session its actions. Change the table, not this page.

*In flight* is a call that a Lambda is executing now. A call that waits for a person, a called session or a job is not: it
holds up neither a pause nor a cancel. CANCELED, COMPLETED and FAILED are final.

\`\`\`mermaid
stateDiagram-v2
${diagramLines().join('\n')}
\`\`\`

## What happens when

${matrix()}

- *409*: refused, with the session's status and the actions that are possible. *refused*: not recorded.
- *=*: accepted, nothing changes (\`changed: false\`); so a repeat is harmless.
- *goes on*: recorded, and the execution is woken. *kept*: recorded, and used on resume; nothing is dispatched meanwhile.
- *noted*: the activity shows that it came; it is not used. *–*: can't occur.
- *new run*: the old execution is stopped and another one takes over. *released*: an execution that still waits is let go.

## Quick actions

${quickActions()}

A caller is offered those of them that the caller's permissions cover.
`;
}

function diagramLines(): string[] {
  const edges: Edge[] = [
    { from: '[*]', to: 'PENDING', label: 'start' },
    // The one step that is no decision: whoever takes the first lease runs the session.
    { from: 'PENDING', to: 'RUNNING', label: 'the execution begins' },
    ...OCCURRENCES.flatMap((occurrence) => SESSION_STATUSES.flatMap((status) => edgesOf(occurrence, status))),
  ];
  const labels = new Map<string, string[]>();
  for (const { from, to, label } of edges) {
    const arrow = `${from} --> ${to}`;
    labels.set(arrow, [...(labels.get(arrow) ?? []), label]);
  }
  return [...labels].map(([arrow, texts]) => `  ${arrow}: ${texts.join(' / ')}`);
}

function edgesOf(occurrence: Occurrence, from: SessionStatus): Edge[] {
  const cell = SESSION_TRANSITIONS[occurrence][from];
  const label = OCCURRENCE_WORDS[occurrence];
  if (cell.does === 'remove') return [{ from, to: '[*]', label }];
  if (cell.does === 'keep') return cell.to === undefined ? [] : [{ from, to: cell.to, label }];
  if (cell.does !== 'move') return [];
  const { to, whileInFlight } = cell;
  if (whileInFlight === undefined) return [{ from, to, label }];
  const idle = { from, to, label: `${label}, nothing in flight` };
  if (whileInFlight === 'stay') return [idle];
  return [idle, { from, to: whileInFlight, label: `${label}, calls in flight` }];
}

function matrix(): string {
  const rows = OCCURRENCES.map((occurrence) => [
    OCCURRENCE_WORDS[occurrence],
    ...SESSION_STATUSES.map((status) => cellWords(SESSION_TRANSITIONS[occurrence][status], occurrence)),
  ]);
  return tableOf(['', ...SESSION_STATUSES], rows);
}

function cellWords(cell: Cell, occurrence: Occurrence): string {
  switch (cell.does) {
    case 'refuse':
      return ASKED_BY_PEOPLE.includes(occurrence) || occurrence === 'taskCompleted' ? '409' : 'refused';
    case 'nothing':
      return '=';
    case 'impossible':
      return '–';
    case 'apply':
      return 'goes on';
    case 'drop':
      return 'noted';
    case 'remove':
      return 'deleted';
    case 'newRun':
      return 'new run';
    case 'release':
      return 'released';
    case 'keep':
      return cell.to === undefined ? 'kept' : `kept, → ${cell.to}`;
    case 'move':
      return moveWords(cell);
  }
}

function moveWords({ to, whileInFlight }: Extract<Cell, { does: 'move' }>): string {
  if (whileInFlight === undefined) return `→ ${to}`;
  if (whileInFlight === 'stay') return `nothing in flight → ${to}`;
  return `in flight → ${whileInFlight}, else → ${to}`;
}

function quickActions(): string {
  const rows = SESSION_STATUSES.map((status) => [
    status,
    actionsFor(status).join(', ') || 'none',
    isTerminal(status) ? 'final' : '',
  ]);
  return tableOf(['Status', 'Actions', ''], rows);
}

function tableOf(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
