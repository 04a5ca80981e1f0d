import { useState } from 'react';

type Saved = { version: number; updatedBy: { name: string } };

/** Something under edit, which others may save meanwhile. */
export type Editing<S extends Saved, D> = {
  /** As it was when the editing began, or was saved last from here; `undefined`: it is new. */
  begun: S | undefined;
  draft: D;
  setDraft: (draft: D) => void;
  /** There is something to lose. */
  isChanged: boolean;
  /** What somebody else has saved since. */
  newer: S | undefined;
  keepMine: () => void;
  takeTheirs: () => void;
  /** `draft` was saved as `thing`. */
  noteSaved: (thing: S, draft: D) => void;
};

/**
 * A draft of `saved`, which may be read again while it is edited. Whoever saves over a newer version is told, so the version
 * that counts is the one with which the editing began.
 */
export function useDraft<S extends Saved, D>(
  saved: S | undefined,
  beginning: D,
  draftOf: (saved: S) => D,
): Editing<S, D> {
  const [begun, setBegun] = useState(saved);
  const [draft, setDraft] = useState(() => (saved === undefined ? beginning : draftOf(saved)));
  const [unchanged, setUnchanged] = useState(() => JSON.stringify(draft));
  const isChanged = JSON.stringify(draft) !== unchanged;
  const newer = saved !== undefined && begun !== undefined && saved.version > begun.version ? saved : undefined;
  const begin = (thing: S, withDraft: D) => {
    setBegun(thing);
    setUnchanged(JSON.stringify(withDraft));
  };
  const takeTheirs = () => {
    if (newer === undefined) return;
    const theirs = draftOf(newer);
    begin(newer, theirs);
    setDraft(theirs);
  };
  // Who has written nothing has nothing to choose.
  if (newer !== undefined && !isChanged) takeTheirs();
  return {
    begun,
    draft,
    setDraft,
    isChanged,
    newer,
    keepMine: () => setBegun(newer),
    takeTheirs,
    noteSaved: begin,
  };
}
