import type { Agent } from '../agent/agent.ts';
import type { SchemaViolation } from '../agent/schema-violations.ts';

/** What of an event can be an input. */
const READABLE = ['detail', 'source', 'detail-type', 'time', 'id'];
/** `.name`, `['any name']` or `[0]`, one after the other. */
const STEP = /\.([A-Za-z_][\w-]*)|\['([^'\\]+)'\]|\[(\d{1,6})\]/y;

/** Why paths can't be read from an event; `path` names the input. */
export function inputPathViolations(inputsFrom: Record<string, string>): SchemaViolation[] {
  return Object.entries(inputsFrom).flatMap(([input, path]) => {
    const steps = stepsOf(path);
    if (steps !== undefined && READABLE.includes(String(steps[0]))) return [];
    const message = `"${path}" is no path of an event: write it such as $.detail.order.id or $.detail['order id'][0]`;
    return [{ path: `event.inputsFrom.${input}`, message }];
  });
}

/**
 * The inputs that an event gives. What the event does not have is left out; what is no text where the agent wants one is
 * written as JSON.
 */
export function inputsFromEvent(
  inputsFrom: Record<string, string>,
  event: unknown,
  { inputSchema }: Pick<Agent, 'inputSchema'>,
): Record<string, unknown> {
  const found = Object.entries(inputsFrom).map(([input, path]) => {
    const value = valueAt(event, stepsOf(path) ?? []);
    const wantsText = inputSchema.properties[input]?.type === 'string';
    return [input, wantsText && value !== undefined && typeof value !== 'string' ? JSON.stringify(value) : value];
  });
  return Object.fromEntries(found.filter(([, value]) => value !== undefined && value !== null));
}

function stepsOf(path: string): (string | number)[] | undefined {
  if (!path.startsWith('$')) return undefined;
  const steps: (string | number)[] = [];
  STEP.lastIndex = 1;
  while (STEP.lastIndex < path.length) {
    const match = STEP.exec(path);
    if (match === null) return undefined;
    steps.push(match[3] === undefined ? (match[1] ?? match[2] ?? '') : Number(match[3]));
  }
  return steps.length === 0 ? undefined : steps;
}

function valueAt(value: unknown, steps: readonly (string | number)[]): unknown {
  return steps.reduce<unknown>((current, step) => {
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, step)) return undefined;
    return Reflect.get(current, step);
  }, value);
}
