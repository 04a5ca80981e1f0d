import Button from '@cloudscape-design/components/button';
import { lazy, Suspense, useState } from 'react';
import type { ListPreferencesProps } from './list-preferences-window.tsx';

// With its columns that can be dragged it is as large as the table: it comes when somebody asks for it.
const ListPreferencesWindow = lazy(async () => ({
  default: (await import('./list-preferences-window.tsx')).ListPreferencesWindow,
}));

/** Opens the window in which they are chosen. */
export function ListPreferencesButton(props: ListPreferencesProps) {
  const [isWanted, setWanted] = useState(false);
  const button = (
    <Button
      variant="icon"
      iconName="settings"
      ariaLabel="Preferences"
      loading={isWanted}
      onClick={() => setWanted(true)}
    />
  );
  return isWanted ? (
    <Suspense fallback={button}>
      <ListPreferencesWindow {...props} />
    </Suspense>
  ) : (
    button
  );
}
