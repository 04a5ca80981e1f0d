import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { ReactNode } from 'react';
import { useMe } from '../../sign-in/me.tsx';

type Props = {
  isSaving: boolean;
  /** Nothing is there to be saved: running makes no new version. */
  isSaved: boolean;
  /** Why nothing can be saved. */
  disabledReason: string | undefined;
  onBack: () => void;
  onSave: () => void;
  onSaveAndRun: () => void;
  onRun: () => void;
  /** What stands between leaving and saving. */
  children?: ReactNode;
};

/** The buttons under an agent: leave, save, save and run; just run, when it is as it was saved. */
export function SaveButtons({ isSaving, isSaved, disabledReason, children, ...on }: Props) {
  const { may } = useMe();
  const whyNotRun = may('sessions:start') ? undefined : 'You need the permission sessions:start for this.';
  const whyNot = isSaved ? whyNotRun : (disabledReason ?? whyNotRun);
  const text = isSaved ? 'Run' : 'Save and run';
  return (
    <SpaceBetween direction="horizontal" size="xs">
      <Button variant="link" onClick={on.onBack}>
        Go back
      </Button>
      {children}
      <Button
        loading={isSaving}
        disabled={disabledReason !== undefined}
        disabledReason={disabledReason}
        onClick={on.onSave}
      >
        Save
      </Button>
      <Button
        variant="primary"
        iconName="external"
        iconAlign="right"
        ariaLabel={`${text} (opens a new tab)`}
        loading={isSaving}
        disabled={whyNot !== undefined}
        disabledReason={whyNot}
        onClick={isSaved ? on.onRun : on.onSaveAndRun}
      >
        {text}
      </Button>
    </SpaceBetween>
  );
}
