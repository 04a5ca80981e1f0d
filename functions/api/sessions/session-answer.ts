import type { Session } from '../../../shared/contracts/session-schemas.ts';
import type { Identity } from '../../../shared/domain/access/identity.ts';
import { rounded } from '../../../shared/domain/session/budget.ts';
import { isRecord, parsedJson } from '../../../shared/domain/session/call-arguments.ts';
import type { SessionSummary } from '../../../shared/domain/session/session-summary.ts';
import type { Spending } from '../../../shared/domain/session/spending.ts';
import type { StoredText } from '../../../shared/domain/session/stored-text.ts';
import type { SessionKey } from '../../../shared/storage/control-store.ts';
import { previewOf } from '../../../shared/storage/preview-of.ts';
import { answerBytes, MOST_ANSWER_BYTES } from './answer-size.ts';
import { isoTime, sessionRow } from './session-row.ts';

function calledUsage({ tokens, costUsd }: Spending) {
  return { totalTokens: tokens, costUsd: rounded(costUsd) };
}

/** A session with its texts. Where they would pass what an answer can hold, prompt and final response are cut to 4 KB. */
export async function sessionAnswer(
  summary: SessionSummary,
  caller: Pick<Identity, 'permissions'>,
  read: (key: SessionKey, stored: StoredText) => Promise<string>,
): Promise<Session> {
  const key = { tenantId: summary.tenantId, sessionId: summary.sessionId };
  const [prompt, inputs, finalResponse] = await Promise.all([
    read(key, summary.prompt),
    read(key, summary.inputs),
    summary.finalResponse === undefined ? null : read(key, summary.finalResponse),
  ]);
  const inputValues = parsedJson(inputs);
  const session = {
    ...sessionRow(summary, caller),
    prompt,
    inputs: isRecord(inputValues) ? inputValues : {},
    model: { provider: summary.model.provider, modelId: summary.model.modelId },
    limits: summary.limits,
    budget: summary.budget ?? [],
    calledUsage: summary.called === undefined ? null : calledUsage(summary.called),
    finalResponse,
    waiting: summary.waiting.map((call) => ({ ...call, since: isoTime(call.since) })),
  };
  if (answerBytes(session) <= MOST_ANSWER_BYTES) return session;
  return { ...session, prompt: previewOf(prompt), finalResponse: finalResponse && previewOf(finalResponse) };
}
