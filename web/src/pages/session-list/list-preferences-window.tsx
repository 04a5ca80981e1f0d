import CollectionPreferences from '@cloudscape-design/components/collection-preferences';
import { useEffect, useRef } from 'react';
import { type ListPreferences, preferencesSchema } from './list-preferences.ts';
import { SESSION_COLUMNS } from './session-columns.tsx';

export type ListPreferencesProps = {
  preferences: ListPreferences;
  onChange: (preferences: ListPreferences) => void;
};

/** The window in which they are chosen, open, with the button that opens it again. */
export function ListPreferencesWindow({ preferences, onChange }: ListPreferencesProps) {
  const place = useRef<HTMLSpanElement>(null);
  // Cloudscape opens it by its own button only.
  useEffect(() => place.current?.querySelector('button')?.click(), []);
  return (
    <span ref={place}>
      <CollectionPreferences
        title="Preferences"
        confirmLabel="Confirm"
        cancelLabel="Go back"
        preferences={preferences}
        onConfirm={({ detail }) => onChange(preferencesSchema.parse({ ...preferences, ...detail }))}
        pageSizePreference={{
          title: 'Sessions a page',
          options: [20, 50, 100].map((value) => ({ value, label: `${value} sessions` })),
        }}
        wrapLinesPreference={{ label: 'Wrap lines', description: 'Show all of a text instead of its beginning' }}
        contentDensityPreference={{ label: 'Compact mode', description: 'Show more rows in the same space' }}
        contentDisplayPreference={{
          title: 'Columns',
          options: SESSION_COLUMNS.map(({ id, header }) => ({ id, label: header, alwaysVisible: id === 'agent' })),
        }}
      />
    </span>
  );
}
