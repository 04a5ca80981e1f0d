import type { Agent } from '../agent/agent.ts';
import { checkedInputs } from '../agent/checked-inputs.ts';
import type { SchemaViolation } from '../agent/schema-violations.ts';
import { inputPathViolations } from './event-inputs.ts';
import { scheduleViolations } from './schedule-expression.ts';
import { tenantPatternViolations } from './tenant-guard.ts';
import type { TriggerDefinition, WrittenSchedule } from './trigger.ts';
import { scheduleOf } from './trigger-schedule.ts';

/**
 * What EventBridge would refuse, or never fire; `path` is dotted. A schedule that was saved before is taken as it is: its dates may
 * have passed meanwhile. `now` in milliseconds.
 */
export function outsideViolations(
  definition: TriggerDefinition,
  { before, now }: { before: TriggerDefinition | undefined; now: number },
): SchemaViolation[] {
  if (definition.type === 'SCHEDULE') {
    const isKept = before?.type === 'SCHEDULE' && isSameSchedule(before.schedule, definition.schedule);
    return isKept ? [] : under('schedule', scheduleViolations(scheduleOf(definition.schedule), now));
  }
  if (definition.type !== 'EVENT') return [];
  const { pattern, inputsFrom = {} } = definition.event;
  return [...under('event.pattern', tenantPatternViolations(pattern)), ...inputPathViolations(inputsFrom)];
}

function isSameSchedule(one: WrittenSchedule, other: WrittenSchedule): boolean {
  const [a, b] = [scheduleOf(one), scheduleOf(other)];
  return a.expression === b.expression && a.timezone === b.timezone && a.startAt === b.startAt && a.endAt === b.endAt;
}

/** Inputs that the agent does not take; and, where nobody adds any later, inputs that it needs and does not get. */
export function inputViolations(definition: TriggerDefinition, agent: Agent): SchemaViolation[] {
  const given = definition.inputs ?? {};
  const mapped = definition.type === 'EVENT' ? Object.keys(definition.event.inputsFrom ?? {}) : [];
  const isWhole = definition.type === 'SCHEDULE' || definition.type === 'EVENT';
  const { properties, required = [] } = agent.inputSchema;
  const asked = isWhole ? required.filter((name) => !mapped.includes(name)) : [];
  const schema = { ...agent.inputSchema, required: asked };
  const unknown = mapped
    .filter((name) => !Object.hasOwn(properties, name))
    .map((name) => ({ path: `event.inputsFrom.${name}`, message: `is not an input of the agent "${agent.name}"` }));
  return [...under('inputs', checkedInputs({ inputSchema: schema }, given).violations), ...unknown];
}

function under(field: string, violations: SchemaViolation[]): SchemaViolation[] {
  return violations.map(({ path, message }) => ({ path: path === '' ? field : `${field}.${path}`, message }));
}
