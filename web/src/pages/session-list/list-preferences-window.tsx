import CollectionPreferences from '@cloudscape-design/components/collection-preferences';
import { type ListPreferences, preferencesSchema } from './list-preferences.ts';
import { SESSION_COLUMNS } from './session-columns.tsx';

/** The button and the window in which they are chosen. */
export function ListPreferencesButton({
  preferences,
  onChange,
}: {
  preferences: ListPreferences;
  onChange: (preferences: ListPreferences) => void;
}) {
  return (
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
  );
}
