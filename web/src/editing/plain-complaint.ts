import type * as z from 'zod';

/** What is asked for in a field that is empty, by the last part of its path; `Fill this in.` for all others. */
const EMPTY: Readonly<Record<string, string>> = {
  name: 'Write a name.',
  instructions: 'Write the instructions.',
  project: 'Write the name of a project.',
  provider: 'Choose a provider.',
  modelId: "Write the model's id.",
  agentId: 'Choose an agent.',
  workflowId: 'Choose a workflow.',
  method: 'Choose a method.',
  url: 'Write an address.',
  functionName: 'Write the name of a function.',
  expression: 'Write when it runs.',
  timezone: 'Write a time zone, such as Europe/London.',
  pattern: 'Write a pattern.',
  approvalWaiver: 'Write the reason.',
};

const TOOL_NAME = 'Begin with a letter, and use letters, digits, _ and - only: at most 64.';
/** What is right in a field that has a pattern. */
const FORMS: Readonly<Record<string, string>> = {
  project: 'Use small letters, digits and hyphens, such as network-team.',
  provider: 'Use small letters, digits and hyphens.',
  name: TOOL_NAME,
};

/** What is wrong with a field, for whoever writes in it; `undefined` leaves it to zod. */
export function plainComplaint(issue: z.core.$ZodRawIssue): string | undefined {
  const field = String(issue.path?.at(-1) ?? '');
  switch (issue.code) {
    case 'invalid_type':
      return typeComplaint(issue.expected, issue.input, field);
    case 'too_small':
      return smallComplaint(issue, field);
    case 'too_big':
      return bigComplaint(issue);
    case 'invalid_format':
      return issue.format === 'datetime' ? 'Write a time such as 2026-12-01T00:00:00Z.' : FORMS[field];
    case 'invalid_value':
      return issue.input === undefined || issue.input === ''
        ? emptyComplaint(field)
        : `Use one of these: ${issue.values.join(', ')}.`;
    case 'unrecognized_keys':
      return `This is not known here: ${issue.keys.join(', ')}.`;
    default:
      return undefined;
  }
}

function emptyComplaint(field: string): string {
  return EMPTY[field] ?? 'Fill this in.';
}

function typeComplaint(expected: string, input: unknown, field: string): string | undefined {
  // Before the emptiness: what is no number at all reaches this place as null.
  if (expected === 'int') return 'Write a whole number.';
  if (expected === 'number') return 'Write a number.';
  if (input === undefined || input === null) return emptyComplaint(field);
  if (expected === 'object' || expected === 'record') return 'Write a JSON object, such as {"name": "value"}.';
  if (expected === 'array') return 'Write a JSON list, such as ["one", "two"].';
  return expected === 'string' ? 'Write a text.' : undefined;
}

type Bounded<Code> = Extract<z.core.$ZodRawIssue, { code: Code }>;

function smallComplaint({ origin, minimum, inclusive, input }: Bounded<'too_small'>, field: string) {
  if (origin === 'string') {
    const isEmpty = typeof input === 'string' && input.trim() === '';
    return isEmpty ? emptyComplaint(field) : `Write at least ${minimum} characters.`;
  }
  if (origin === 'number' || origin === 'int')
    return `Write ${inclusive ? `${minimum} or more` : `more than ${minimum}`}.`;
  return undefined;
}

function bigComplaint({ origin, maximum, inclusive }: Bounded<'too_big'>): string | undefined {
  if (origin === 'string') return `Write at most ${maximum.toLocaleString('en')} characters.`;
  if (origin === 'number' || origin === 'int')
    return `Write ${inclusive ? `${maximum} or less` : `less than ${maximum}`}.`;
  return origin === 'array' ? `At most ${maximum} are possible.` : undefined;
}
