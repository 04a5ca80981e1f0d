import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { ReactNode } from 'react';

/** The buttons under an agent: leave, save, save and run. */
export function SaveButtons({
  isSaving,
  disabledReason,
  onBack,
  onSave,
  onSaveAndRun,
  children,
}: {
  isSaving: boolean;
  disabledReason: string | undefined;
  onBack: () => void;
  onSave: () => void;
  onSaveAndRun: () => void;
  /** What stands between leaving and saving. */
  children?: ReactNode;
}) {
  const common = { loading: isSaving, disabled: disabledReason !== undefined, disabledReason };
  return (
    <SpaceBetween direction="horizontal" size="xs">
      <Button variant="link" onClick={onBack}>
        Go back
      </Button>
      {children}
      <Button {...common} onClick={onSave}>
        Save
      </Button>
      <Button {...common} variant="primary" onClick={onSaveAndRun}>
        Save and run
      </Button>
    </SpaceBetween>
  );
}
