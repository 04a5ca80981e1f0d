import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';

/** The buttons under an agent: leave, save, save and run. */
export function SaveButtons({
  isSaving,
  disabledReason,
  onBack,
  onSave,
  onSaveAndRun,
}: {
  isSaving: boolean;
  disabledReason: string | undefined;
  onBack: () => void;
  onSave: () => void;
  onSaveAndRun: () => void;
}) {
  const common = { loading: isSaving, disabled: disabledReason !== undefined, disabledReason };
  return (
    <SpaceBetween direction="horizontal" size="xs">
      <Button variant="link" onClick={onBack}>
        Go back
      </Button>
      <Button {...common} onClick={onSave}>
        Save
      </Button>
      <Button {...common} variant="primary" onClick={onSaveAndRun}>
        Save and run
      </Button>
    </SpaceBetween>
  );
}
