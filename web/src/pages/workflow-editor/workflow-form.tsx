import Alert from '@cloudscape-design/components/alert';
import ColumnLayout from '@cloudscape-design/components/column-layout';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Textarea from '@cloudscape-design/components/textarea';
import { errorFor } from '../../design-system/error-for.ts';
import type { WorkflowDraft } from './workflow-draft.ts';

type Props = {
  draft: WorkflowDraft;
  /** By the contract's dotted path. */
  errors: Readonly<Record<string, string>>;
  isReadOnly: boolean;
  onChange: (draft: WorkflowDraft) => void;
};

/** Everything of a workflow that a person writes. */
export function WorkflowForm(props: Props) {
  const whole = props.errors[''];
  return (
    <SpaceBetween size="l">
      {whole !== undefined && <Alert type="error">{whole}</Alert>}
      <Container header={<Header variant="h2">About</Header>}>
        <SpaceBetween size="m">
          <ColumnLayout columns={2}>
            <Line {...props} name="name" label="Name" />
            <Line {...props} name="project" label="Project" />
          </ColumnLayout>
          <Lines
            {...props}
            name="description"
            label="Description"
            help="For people, and for agents that may call it."
          />
        </SpaceBetween>
      </Container>
      <Container header={<Header variant="h2">What it runs</Header>}>
        <SpaceBetween size="m">
          <Line
            {...props}
            name="stateMachineArn"
            label="State machine"
            help="The ARN of a Standard state machine that carries your tenant's tag, agent-sessions:tenant."
          />
          <Lines
            {...props}
            name="inputSchema"
            label="Input schema"
            help="JSON Schema of a job's input, which is an object. The form for running it comes from this."
            isCode
          />
        </SpaceBetween>
      </Container>
    </SpaceBetween>
  );
}

type FieldProps = Props & { name: keyof WorkflowDraft; label: string; help?: string };

function Line({ draft, errors, isReadOnly, onChange, name, label, help }: FieldProps) {
  return (
    <FormField label={label} description={help} errorText={errorFor(errors, name)} stretch>
      <Input
        value={draft[name]}
        readOnly={isReadOnly}
        onChange={({ detail }) => onChange({ ...draft, [name]: detail.value })}
      />
    </FormField>
  );
}

function Lines({
  draft,
  errors,
  isReadOnly,
  onChange,
  name,
  label,
  help,
  isCode = false,
}: FieldProps & { isCode?: boolean }) {
  return (
    <FormField label={label} description={help} errorText={errorFor(errors, name)} stretch>
      <Textarea
        className={isCode ? 'code-field' : undefined}
        rows={isCode ? Math.min(20, Math.max(6, draft[name].split('\n').length)) : 2}
        spellcheck={!isCode}
        value={draft[name]}
        readOnly={isReadOnly}
        onChange={({ detail }) => onChange({ ...draft, [name]: detail.value })}
      />
    </FormField>
  );
}
