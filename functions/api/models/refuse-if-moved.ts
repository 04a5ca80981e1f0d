import { Conflict } from '../../../shared/contracts/refusal.ts';
import type { RegisteredModel } from '../../../shared/domain/model/registered-model.ts';

/** @throws Conflict when the model is not at the version that the caller has read. */
export function refuseIfMoved({ modelKey, version }: RegisteredModel, ifMatch: number | undefined): void {
  if (version === ifMatch) return;
  throw new Conflict(
    `Model ${modelKey} is at version ${version}, not ${ifMatch}. Read it again and repeat your change on what is there.`,
  );
}
