import ColumnLayout from '@cloudscape-design/components/column-layout';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Textarea from '@cloudscape-design/components/textarea';
import { useRef, useState } from 'react';
import { MODEL_PROVIDERS } from '../../../../shared/domain/agent/model-providers.ts';
import { errorFor } from '../../design-system/error-for.ts';
import { useRegisteredModels } from '../../models/use-registered-models.ts';
import { type AgentDraft, NEW_AGENT } from './agent-draft.ts';
import { ANOTHER, modelOption, modelOptions, registeredAs } from './model-choice.ts';

type Props = {
  draft: AgentDraft;
  /** By the contract's dotted path. */
  errors: Readonly<Record<string, string>>;
  isReadOnly: boolean;
  onChange: (draft: AgentDraft) => void;
};

/** Which model the agent uses: one of the registry, or any other of a provider; and its settings. */
export function ModelSection(given: Props) {
  const { draft, errors, isReadOnly, onChange } = given;
  const props = { ...given, onChange: useFitting(draft, onChange) };
  return (
    <Container header={<Header variant="h2">Model</Header>}>
      <SpaceBetween size="m">
        <ModelPicker {...props} />
        <FormField
          label="Settings"
          description="The provider's own, as JSON: the temperature, or the turns of a script."
          errorText={errorFor(errors, 'model.settings')}
          stretch
        >
          <Textarea
            className="code-field"
            rows={Math.min(16, Math.max(3, draft.settings.split('\n').length))}
            spellcheck={false}
            value={draft.settings}
            readOnly={isReadOnly}
            onChange={({ detail }) => onChange({ ...draft, settings: detail.value })}
          />
        </FormField>
      </SpaceBetween>
    </Container>
  );
}

/**
 * Takes a draft in which the model may have changed. With another provider, what was written for the one before does not fit:
 * it gives way to what was written for this one, if it was chosen here before, or to a beginning.
 */
function useFitting(before: AgentDraft, onChange: Props['onChange']): Props['onChange'] {
  const left = useRef(new Map<string, Pick<AgentDraft, 'modelId' | 'settings'>>());
  return (draft) => {
    if (draft.provider === before.provider) return onChange(draft);
    left.current.set(before.provider, { modelId: before.modelId, settings: before.settings });
    const { modelId, settings } = left.current.get(draft.provider) ?? beginningWith(draft.provider);
    // A model of the registry brings its id with it.
    return onChange({ ...draft, settings, modelId: draft.modelId === before.modelId ? modelId : draft.modelId });
  };
}

function beginningWith(provider: string): Pick<AgentDraft, 'modelId' | 'settings'> {
  return provider === NEW_AGENT.provider ? NEW_AGENT : { modelId: '', settings: '' };
}

function ModelPicker(props: Props) {
  const { draft, errors, isReadOnly, onChange } = props;
  const { data: models, error, isPending, refetch } = useRegisteredModels();
  // Who writes an id may pass that of a registered model on the way.
  const [wantsAnother, setWantsAnother] = useState(false);
  const registered = wantsAnother ? undefined : registeredAs(models, draft);
  const choose = (modelKey: string | undefined) => {
    const chosen = models?.find((model) => model.modelKey === modelKey);
    setWantsAnother(chosen === undefined);
    if (chosen !== undefined) onChange({ ...draft, provider: chosen.provider, modelId: chosen.modelId });
  };
  const unregistered = isPending ? { value: '', label: draft.modelId } : ANOTHER;
  const isRegistered = registered !== undefined || isPending;
  return (
    <>
      <FormField
        label="Model"
        errorText={isRegistered ? (errors['model.modelId'] ?? errors['model.provider']) : undefined}
        warningText={
          registered?.enabled === false ? 'It is disabled: no session starts. Choose another model.' : undefined
        }
        stretch
      >
        <Select
          disabled={isReadOnly}
          triggerVariant="option"
          filteringType="auto"
          selectedOption={registered === undefined ? unregistered : modelOption(registered)}
          options={modelOptions(models ?? [])}
          statusType={error !== null ? 'error' : isPending ? 'loading' : 'finished'}
          loadingText="Loading the models"
          errorText="The models cannot be read."
          recoveryText="Retry"
          onLoadItems={() => void (error !== null && refetch())}
          onChange={({ detail }) => choose(detail.selectedOption.value)}
        />
      </FormField>
      {!isRegistered && <AnotherModel {...props} />}
    </>
  );
}

function AnotherModel({ draft, errors, isReadOnly, onChange }: Props) {
  return (
    <ColumnLayout columns={2}>
      <FormField label="Provider" errorText={errors['model.provider']}>
        <Select
          disabled={isReadOnly}
          selectedOption={{ value: draft.provider, label: draft.provider }}
          options={MODEL_PROVIDERS.map((value) => ({ value, label: value }))}
          onChange={({ detail }) => onChange({ ...draft, provider: detail.selectedOption.value ?? draft.provider })}
        />
      </FormField>
      <FormField label="Model id" errorText={errors['model.modelId']}>
        <Input
          value={draft.modelId}
          readOnly={isReadOnly}
          spellcheck={false}
          onChange={({ detail }) => onChange({ ...draft, modelId: detail.value })}
        />
      </FormField>
    </ColumnLayout>
  );
}
