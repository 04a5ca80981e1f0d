import Checkbox from '@cloudscape-design/components/checkbox';
import ColumnLayout from '@cloudscape-design/components/column-layout';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Textarea from '@cloudscape-design/components/textarea';
import type { ReactNode } from 'react';
import { routes } from '../../../../shared/contracts/routes.ts';
import { TRIGGER_KINDS } from '../../../../shared/domain/trigger/trigger.ts';
import { useApiQuery } from '../../api-client/use-api.ts';
import { errorFor } from '../../design-system/error-for.ts';
import { triggerTypeText } from '../../design-system/trigger-type-text.ts';
import { visibleText } from '../../text/visible-text.ts';
import { SchedulePreview } from './schedule-preview.tsx';
import type { TriggerDraft } from './trigger-draft.ts';

type Props = {
  draft: TriggerDraft;
  /** By the contract's dotted path. */
  errors: Readonly<Record<string, string>>;
  isReadOnly: boolean;
  onChange: (draft: TriggerDraft) => void;
};

/** Everything of a trigger that a person writes. */
export function TriggerForm(props: Props) {
  const { draft, errors, isReadOnly, onChange } = props;
  const agents = useApiQuery(routes.listAgents, { query: { limit: 100 } });
  const options = (agents.data?.items ?? []).map(({ agentId, name }) => ({ value: agentId, label: visibleText(name) }));
  const kinds = TRIGGER_KINDS.map((value) => ({ value, label: triggerTypeText(value) }));
  return (
    <SpaceBetween size="l">
      <Container header={<Header variant="h2">What starts which agent</Header>}>
        <SpaceBetween size="m">
          <ColumnLayout columns={3}>
            <Line {...props} name="name" label="Name" />
            <FormField label="Agent" errorText={errors.agentId}>
              <Select
                placeholder="Choose an agent"
                disabled={isReadOnly}
                filteringType="auto"
                selectedOption={
                  options.find(({ value }) => value === draft.agentId) ??
                  (draft.agentId === '' ? null : { value: draft.agentId, label: draft.agentId })
                }
                options={options}
                statusType={agents.error !== null ? 'error' : agents.isPending ? 'loading' : 'finished'}
                loadingText="Loading the agents"
                errorText="The agents cannot be read."
                recoveryText="Retry"
                onLoadItems={() => void (agents.error !== null && agents.refetch())}
                empty="There are no agents yet."
                onChange={({ detail }) => onChange({ ...draft, agentId: detail.selectedOption.value ?? '' })}
              />
            </FormField>
            <FormField label="Type" errorText={errors.type}>
              <Select
                disabled={isReadOnly}
                selectedOption={kinds.find(({ value }) => value === draft.type) ?? null}
                options={kinds}
                onChange={({ detail }) =>
                  onChange({
                    ...draft,
                    type: TRIGGER_KINDS.find((one) => one === detail.selectedOption.value) ?? draft.type,
                  })
                }
              />
            </FormField>
          </ColumnLayout>
          <Checkbox
            checked={draft.enabled}
            readOnly={isReadOnly}
            description="A disabled trigger starts nothing."
            onChange={({ detail }) => onChange({ ...draft, enabled: detail.checked })}
          >
            Enabled
          </Checkbox>
        </SpaceBetween>
      </Container>
      {draft.type === 'SCHEDULE' && <Schedule {...props} />}
      {draft.type === 'EVENT' && <Event {...props} />}
      <Container header={<Header variant="h2">Inputs</Header>}>
        <Json
          {...props}
          name="inputs"
          path="inputs"
          label="Given to each session"
          help="As JSON, by the agent's input schema."
        />
      </Container>
    </SpaceBetween>
  );
}

function Schedule(props: Props) {
  return (
    <Container header={<Header variant="h2">Schedule</Header>}>
      <SpaceBetween size="m">
        <ColumnLayout columns={2}>
          <Line
            {...props}
            name="expression"
            path="schedule.expression"
            label="Expression"
            help="cron(minutes hours day month weekday year), rate(5 minutes) or at(2026-12-31T08:00:00)"
          />
          <Line {...props} name="timezone" path="schedule.timezone" label="Time zone" help="Such as Europe/London." />
          <Line
            {...props}
            name="startAt"
            path="schedule.startAt"
            label="Not before"
            help="Optional, such as 2026-12-01T00:00:00Z"
          />
          <Line {...props} name="endAt" path="schedule.endAt" label="Not after" help="Optional" />
        </ColumnLayout>
        <SchedulePreview draft={props.draft} />
      </SpaceBetween>
    </Container>
  );
}

function Event(props: Props) {
  return (
    <Container header={<Header variant="h2">Event</Header>}>
      <SpaceBetween size="m">
        <Json
          {...props}
          name="pattern"
          path="event.pattern"
          label="Pattern"
          help="An EventBridge pattern of source, detail-type, detail and $or, as JSON."
        />
        <Json
          {...props}
          name="inputsFrom"
          path="event.inputsFrom"
          label="Inputs from the event"
          help='Such as { "order": "$.detail.order.id" }'
        />
      </SpaceBetween>
    </Container>
  );
}

type FieldProps = Props & {
  name: 'name' | 'inputs' | 'expression' | 'timezone' | 'startAt' | 'endAt' | 'pattern' | 'inputsFrom';
  /** Where the contract has it; its name when there is none. */
  path?: string;
  label: ReactNode;
  help?: string;
};

function Line({ draft, errors, isReadOnly, onChange, name, path = name, label, help }: FieldProps) {
  return (
    <FormField label={label} description={help} errorText={errorFor(errors, path)}>
      <Input
        value={draft[name]}
        readOnly={isReadOnly}
        onChange={({ detail }) => onChange({ ...draft, [name]: detail.value })}
      />
    </FormField>
  );
}

function Json({ draft, errors, isReadOnly, onChange, name, path = name, label, help }: FieldProps) {
  return (
    <FormField label={label} description={help} errorText={errorFor(errors, path)} stretch>
      <Textarea
        className="code-field"
        rows={Math.min(12, Math.max(3, draft[name].split('\n').length))}
        spellcheck={false}
        value={draft[name]}
        readOnly={isReadOnly}
        onChange={({ detail }) => onChange({ ...draft, [name]: detail.value })}
      />
    </FormField>
  );
}
