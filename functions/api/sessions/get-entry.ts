import { NotFound } from '../../../shared/contracts/refusal.ts';
import type { sessionRoutes } from '../../../shared/contracts/session-routes.ts';
import type { Link } from '../../../shared/domain/session/entry.ts';
import type { StoredText } from '../../../shared/domain/session/stored-text.ts';
import { BodyMissing } from '../../../shared/storage/body-store.ts';
import type { ShownEntry } from '../../../shared/storage/shown-entry.ts';
import type { Operation } from '../http/operation.ts';
import { answerBytes, MOST_ANSWER_BYTES } from './answer-size.ts';
import { entryAnswer, hidesOutcome, type WholeTexts } from './entry-answer.ts';
import { findSession, sessionNotFound } from './find-session.ts';
import { type ReadDeps, sessionReads } from './session-reads.ts';
import { visibleLinks } from './visible-links.ts';

/** One entry whole; where that would pass 5 MB, with previews: input and output can be asked for one by one. */
export const getEntry: Operation<typeof sessionRoutes.getEntry, ReadDeps> = async ({ params, query, caller }, deps) => {
  const { tenantId, sessionId } = await findSession(params.sessionId, caller, deps);
  const { activity, texts } = sessionReads(deps);
  const key = { tenantId, sessionId };
  const entry = await activity.getEntry(key, params.seq);
  if (entry === undefined) throw new NotFound('entry', `${params.seq} in session ${sessionId}`);
  const isVisible = await visibleLinks([entry], caller, deps);
  try {
    const whole = await readWhole(textsOf(entry, query.part, isVisible), (stored) => texts.read(key, stored));
    const answer = entryAnswer(entry, isVisible, whole);
    const isTooLarge = Object.keys(whole).length > 0 && answerBytes(answer) > MOST_ANSWER_BYTES;
    return { body: isTooLarge ? entryAnswer(entry, isVisible) : answer };
  } catch (error) {
    // The session was deleted between the reads.
    if (error instanceof BodyMissing) throw sessionNotFound(sessionId);
    throw error;
  }
};

type Texts = Partial<Record<keyof WholeTexts, StoredText | undefined>>;

/** The texts to give whole. What the caller may not see is not read either. */
function textsOf(entry: ShownEntry, part: 'input' | 'output' | undefined, isVisible: (link: Link) => boolean): Texts {
  switch (entry.kind) {
    case 'REASONING':
      return { content: entry.content };
    case 'TOOL_CALL':
      return {
        ...(part === 'output' ? {} : { input: entry.input }),
        ...(part === 'input' || hidesOutcome(entry, isVisible) ? {} : { output: entry.output }),
      };
    case 'RESPONSE':
      return { text: entry.text };
    case 'SYSTEM':
      return {};
  }
}

async function readWhole(texts: Texts, read: (stored: StoredText) => Promise<string>): Promise<WholeTexts> {
  const bodies = Object.entries(texts).filter(([, stored]) => stored !== undefined && 'body' in stored);
  const whole = bodies.map(async ([field, stored]) => [field, stored && (await read(stored))] as const);
  return Object.fromEntries(await Promise.all(whole));
}
