import type { LanguageModelV4GenerateResult } from '@ai-sdk/provider';

/** The model answered without saying anything or asking for a tool. */
export class EmptyAnswer extends Error {
  /** Why it stopped: it will stop there again (`length`, `content-filter`), or may not. */
  readonly why: LanguageModelV4GenerateResult['finishReason']['unified'];
  /** It is paid for all the same. */
  readonly usage: LanguageModelV4GenerateResult['usage'];
  constructor(why: EmptyAnswer['why'], usage: EmptyAnswer['usage']) {
    super(`The answer is empty; it ended for the reason "${why}".`);
    this.name = 'EmptyAnswer';
    this.why = why;
    this.usage = usage;
  }
}

/** The answer, if it is one: thoughts alone are none. @throws EmptyAnswer */
export function notEmpty(result: LanguageModelV4GenerateResult): LanguageModelV4GenerateResult {
  const says = result.content.some((part) =>
    part.type === 'text' ? part.text.trim() !== '' : part.type !== 'reasoning',
  );
  if (says) return result;
  throw new EmptyAnswer(result.finishReason.unified, result.usage);
}
