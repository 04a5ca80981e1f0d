import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { templateVariables } from '../../../../shared/domain/agent/template.ts';
import type { InputDraft } from './agent-draft.ts';

type Props = { instructions: string; inputs: readonly InputDraft[]; onAdd: (names: readonly string[]) => void };

/** The `{{ name }}` of the instructions while they are typed: which have an input, and which still need one. */
export function RecognisedInputs({ instructions, inputs, onAdd }: Props) {
  const used = templateVariables(instructions);
  const missing = used.filter((name) => !inputs.some((input) => input.name === name));
  const unused = inputs.filter(({ name, isRequired }) => isRequired && name !== '' && !used.includes(name));
  if (used.length === 0 && unused.length === 0) return null;
  return (
    <SpaceBetween size="xs" direction="horizontal" alignItems="center">
      {used
        .filter((name) => !missing.includes(name))
        .map((name) => (
          <StatusIndicator key={name} type="success">
            {name}
          </StatusIndicator>
        ))}
      {missing.map((name) => (
        <StatusIndicator key={name} type="warning">
          {name} is no input yet
        </StatusIndicator>
      ))}
      {unused.map(({ name }) => (
        <StatusIndicator key={name} type="warning">
          {name} is required but not used
        </StatusIndicator>
      ))}
      {missing.length > 0 && (
        <Button variant="inline-link" onClick={() => onAdd(missing)}>
          Add {missing.length === 1 ? 'it' : 'them'}
        </Button>
      )}
    </SpaceBetween>
  );
}
