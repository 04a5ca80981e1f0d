import type { sessionRoutes } from '../../../shared/contracts/session-routes.ts';
import { BodyMissing } from '../../../shared/storage/body-store.ts';
import type { Operation } from '../http/operation.ts';
import { findSession, sessionNotFound } from './find-session.ts';
import { sessionAnswer } from './session-answer.ts';
import { type ReadDeps, sessionReads } from './session-reads.ts';

export const getSession: Operation<typeof sessionRoutes.getSession, ReadDeps> = async ({ params, caller }, deps) => {
  const summary = await findSession(params.sessionId, caller, deps);
  try {
    return { body: await sessionAnswer(summary, caller, sessionReads(deps).texts.read) };
  } catch (error) {
    // It was deleted between the two reads.
    if (error instanceof BodyMissing) throw sessionNotFound(params.sessionId);
    throw error;
  }
};
