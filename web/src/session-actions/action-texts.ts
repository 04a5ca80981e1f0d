import type { SessionAction } from '../../../shared/domain/session/session-actions.ts';

type Texts = { verb: string; past: string };

const TEXTS: Record<SessionAction, Texts> = {
  pause: { verb: 'Pause', past: 'paused' },
  resume: { verb: 'Resume', past: 'resumed' },
  cancel: { verb: 'Cancel', past: 'canceled' },
  delete: { verb: 'Delete', past: 'deleted' },
};

/** What a button for the action says, and what the action has done. */
export function actionTexts(action: SessionAction): Texts {
  return TEXTS[action];
}
