import Alert from '@cloudscape-design/components/alert';
import BreadcrumbGroup from '@cloudscape-design/components/breadcrumb-group';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { ReactNode } from 'react';
import { useFollow } from '../design-system/use-follow.ts';
import { usePageTitle } from '../design-system/use-page-title.ts';
import { ForeignText } from '../text/foreign-text.tsx';
import { visibleText } from '../text/visible-text.ts';

type Props = {
  /** What it is, as in `trigger`. */
  what: string;
  /** The page that lists its like. */
  list: { text: string; href: string };
  editing: {
    begun: { name: string; version: number } | undefined;
    newer: { version: number; updatedBy: { name: string } } | undefined;
    keepMine: () => void;
    takeTheirs: () => void;
  };
  /** Why it was not saved. */
  problem: string | undefined;
  /** Ways to what belongs to it, beside its name. */
  info?: ReactNode;
  buttons: ReactNode;
  children: ReactNode;
};

/** A page on which something is edited: where it is, its name and buttons, and what came between. */
export function EditorFrame({ what, list, editing, problem, info, buttons, children }: Props) {
  const follow = useFollow();
  const { begun } = editing;
  const title = begun?.name ?? `New ${what}`;
  usePageTitle(title);
  return (
    <SpaceBetween size="l">
      <BreadcrumbGroup items={[list, { text: visibleText(title), href: '' }]} onFollow={follow} />
      <Header
        variant="h1"
        info={info}
        description={begun === undefined ? undefined : `Version ${begun.version}`}
        actions={<div className="buttons">{buttons}</div>}
      >
        <ForeignText text={title} />
      </Header>
      <NewerVersion what={what} {...editing} />
      {problem !== undefined && (
        <Alert type="error" header={`The ${what} was not saved`}>
          {problem}
        </Alert>
      )}
      {children}
    </SpaceBetween>
  );
}

function NewerVersion({ what, newer, keepMine, takeTheirs }: Props['editing'] & { what: string }) {
  if (newer === undefined) return null;
  return (
    <Alert
      type="warning"
      header={`Somebody else has saved this ${what} meanwhile`}
      action={
        <SpaceBetween direction="horizontal" size="xs">
          <Button onClick={keepMine}>Keep mine</Button>
          <Button onClick={takeTheirs}>Take theirs</Button>
        </SpaceBetween>
      }
    >
      Version {newer.version} is by <ForeignText text={newer.updatedBy.name} />. Keep yours to save over it, or take
      theirs and lose what you wrote.
    </Alert>
  );
}
