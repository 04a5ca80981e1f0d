import Checkbox from '@cloudscape-design/components/checkbox';
import ColumnLayout from '@cloudscape-design/components/column-layout';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Textarea from '@cloudscape-design/components/textarea';
import { MODEL_PROVIDERS } from '../../../../shared/domain/agent/model-providers.ts';
import { type ModelDraft, PRICE_NAMES, type PriceName } from './model-draft.ts';

type Props = {
  draft: ModelDraft;
  /** By the contract's dotted path. */
  errors: Readonly<Record<string, string>>;
  isReadOnly: boolean;
  /** It is registered: then it is of its provider and model id for ever. */
  isRegistered: boolean;
  onChange: (draft: ModelDraft) => void;
};

/** Everything of a registered model that a person writes. */
export function ModelForm(props: Props) {
  return (
    <SpaceBetween size="l">
      <Which {...props} />
      <Prices {...props} />
      <Use {...props} />
    </SpaceBetween>
  );
}

function Which({ draft, errors, isReadOnly, isRegistered, onChange }: Props) {
  return (
    <Container
      header={
        <Header
          variant="h2"
          description={isRegistered ? 'Its provider and model id stay: another model is registered anew.' : undefined}
        >
          Which model
        </Header>
      }
    >
      <SpaceBetween size="m">
        <ColumnLayout columns={3}>
          <FormField label="Provider" description="Who is asked." errorText={errors.provider}>
            <Select
              disabled={isReadOnly || isRegistered}
              selectedOption={{ value: draft.provider, label: draft.provider }}
              options={MODEL_PROVIDERS.map((value) => ({ value, label: value }))}
              onChange={({ detail }) => {
                const provider = MODEL_PROVIDERS.find((one) => one === detail.selectedOption.value);
                if (provider !== undefined) onChange({ ...draft, provider });
              }}
            />
          </FormField>
          <FormField
            label="Model id"
            description="The provider's own name of it, as it is asked for."
            errorText={errors.modelId}
          >
            <Input
              value={draft.modelId}
              disabled={isRegistered}
              readOnly={isReadOnly}
              spellcheck={false}
              onChange={({ detail }) => onChange({ ...draft, modelId: detail.value })}
            />
          </FormField>
          <FormField label="Name" description="Under which people choose it." errorText={errors.name}>
            <Input
              value={draft.name}
              readOnly={isReadOnly}
              onChange={({ detail }) => onChange({ ...draft, name: detail.value })}
            />
          </FormField>
        </ColumnLayout>
        <FormField label="Description" errorText={errors.description} stretch>
          <Textarea
            rows={2}
            value={draft.description}
            readOnly={isReadOnly}
            onChange={({ detail }) => onChange({ ...draft, description: detail.value })}
          />
        </FormField>
      </SpaceBetween>
    </Container>
  );
}

const PRICE_TEXTS: Record<PriceName, { label: string; placeholder: string }> = {
  input: { label: 'Input', placeholder: 'Not known' },
  output: { label: 'Output', placeholder: 'Not known' },
  cachedInput: { label: 'Input read from the cache', placeholder: 'As input' },
  cacheWrite: { label: 'Input written to the cache', placeholder: 'As input' },
};

function Prices({ draft, errors, isReadOnly, onChange }: Props) {
  return (
    <Container
      header={
        <Header
          variant="h2"
          description="In US dollars per million tokens. Without prices sessions show no cost, and limits of cost do not count the model. Sessions keep the prices that they started with."
        >
          Prices
        </Header>
      }
    >
      <ColumnLayout columns={4}>
        {PRICE_NAMES.map((name) => (
          <FormField key={name} label={PRICE_TEXTS[name].label} errorText={errors[`prices.${name}`]}>
            <Input
              value={draft.prices[name]}
              readOnly={isReadOnly}
              inputMode="decimal"
              placeholder={PRICE_TEXTS[name].placeholder}
              onChange={({ detail }) => onChange({ ...draft, prices: { ...draft.prices, [name]: detail.value } })}
            />
          </FormField>
        ))}
      </ColumnLayout>
    </Container>
  );
}

function Use({ draft, errors, isReadOnly, onChange }: Props) {
  return (
    <Container header={<Header variant="h2">Use</Header>}>
      <ColumnLayout columns={2}>
        <FormField
          label="Context"
          description="Tokens of a conversation and its answer together. Longer conversations are shortened."
          errorText={errors.contextTokens}
        >
          <Input
            value={draft.contextTokens}
            readOnly={isReadOnly}
            inputMode="numeric"
            placeholder="What is usual for the provider"
            onChange={({ detail }) => onChange({ ...draft, contextTokens: detail.value })}
          />
        </FormField>
        <FormField label="Agents" errorText={errors.enabled}>
          <Checkbox
            checked={draft.enabled}
            readOnly={isReadOnly}
            description="Otherwise no agent can be saved with it, and no session starts. Those that run go on."
            onChange={({ detail }) => onChange({ ...draft, enabled: detail.checked })}
          >
            Agents may use it
          </Checkbox>
        </FormField>
      </ColumnLayout>
    </Container>
  );
}
