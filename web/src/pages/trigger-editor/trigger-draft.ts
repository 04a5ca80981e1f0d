import type * as z from 'zod';
import type { TriggerAnswer } from '../../../../shared/contracts/trigger-routes.ts';
import { TRIGGER_KINDS, type TriggerKind, triggerDefinitionSchema } from '../../../../shared/domain/trigger/trigger.ts';
import { createJsonReader, type Drafted } from '../../editing/drafted.ts';
import { plainComplaint } from '../../editing/plain-complaint.ts';

/** A trigger while it is edited; JSON is text until it is saved. */
export type TriggerDraft = {
  name: string;
  agentId: string;
  type: TriggerKind;
  enabled: boolean;
  /** JSON. */
  inputs: string;
  expression: string;
  timezone: string;
  startAt: string;
  endAt: string;
  /** JSON. */
  pattern: string;
  /** JSON. */
  inputsFrom: string;
};

export const NEW_TRIGGER: TriggerDraft = {
  name: '',
  agentId: '',
  type: 'SCHEDULE',
  enabled: true,
  inputs: '',
  expression: 'cron(0 8 ? * MON-FRI *)',
  timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  startAt: '',
  endAt: '',
  pattern: '{\n  "source": ["my.system"]\n}',
  inputsFrom: '',
};

/** A trigger as a draft. */
export function triggerDraftOf({ name, agentId, type, enabled, inputs, schedule, event }: TriggerAnswer): TriggerDraft {
  const json = (value: unknown) => (value === undefined ? '' : JSON.stringify(value, null, 2));
  return {
    ...NEW_TRIGGER,
    name,
    agentId,
    type: TRIGGER_KINDS.find((kind) => kind === type) ?? 'MANUAL',
    enabled,
    inputs: json(inputs),
    ...(schedule !== undefined && {
      expression: schedule.expression,
      timezone: schedule.timezone,
      startAt: schedule.startAt ?? '',
      endAt: schedule.endAt ?? '',
    }),
    ...(event !== undefined && { pattern: json(event.pattern), inputsFrom: json(event.inputsFrom) }),
  };
}

type Body = z.input<typeof triggerDefinitionSchema>;

/** Reads a draft by the contract's own schema; errors by its dotted path. */
export function draftedTrigger(draft: TriggerDraft): Drafted<Body> {
  const errors: Record<string, string> = {};
  const json = createJsonReader(errors);
  const text = (value: string) => (value.trim() === '' ? undefined : value.trim());
  const { name, agentId, type, enabled } = draft;
  const written = {
    name,
    agentId,
    type,
    enabled,
    inputs: json('inputs', draft.inputs),
    ...(type === 'SCHEDULE' && {
      schedule: {
        expression: draft.expression,
        timezone: draft.timezone,
        startAt: text(draft.startAt),
        endAt: text(draft.endAt),
      },
    }),
    ...(type === 'EVENT' && {
      event: { pattern: json('event.pattern', draft.pattern), inputsFrom: json('event.inputsFrom', draft.inputsFrom) },
    }),
  };
  const parsed = triggerDefinitionSchema.safeParse(JSON.parse(JSON.stringify(written)), { error: plainComplaint });
  for (const { path, message } of parsed.error?.issues ?? []) errors[path.join('.')] ??= message;
  if (!parsed.success || Object.keys(errors).length > 0) return { errors };
  return { definition: parsed.data };
}
