import { setImmediate as turn } from 'node:timers/promises';
import type { LocalResponse, LocalService } from '../../infra/local/emulators/local-service.ts';
import { type CountedUnits, dynamoDbUnits } from './dynamodb-units.ts';

/** A request as it was counted; `asker`: who asked, where somebody tells. */
export type CountedRequest = CountedUnits & { asker: string | undefined };

type Answered = { counted: CountedRequest; deliver: () => void };

/** Turns of the event loop without a new request after which none comes before an answer. */
const QUIET_TURNS = 5;

/**
 * Counts the requests to DynamoDB, and which have to wait for which: requests are held until no further one comes, then
 * answered together. So a wave is what a DynamoDB with a fixed latency would do at once, and the number of waves is how
 * often somebody had to wait for it.
 */
export function requestWaves({ asker = () => undefined }: { asker?: () => string | undefined } = {}) {
  const waves: CountedRequest[][] = [];
  const count = dynamoDbUnits();
  let held: { answer: () => Promise<Answered> }[] = [];
  let isArmed = false;
  let cameNow = false;

  async function releaseWhenQuiet(): Promise<void> {
    for (let quiet = 0; quiet < QUIET_TURNS; quiet += 1) {
      cameNow = false;
      await turn();
      if (cameNow) quiet = -1;
    }
    const wave = held;
    held = [];
    const answered = await Promise.all(wave.map(({ answer }) => answer()));
    waves.push(answered.map(({ counted }) => counted));
    for (const { deliver } of answered) deliver();
    // What came while these were answered is the next wave.
    isArmed = held.length > 0;
    if (isArmed) void releaseWhenQuiet();
  }

  function watch(service: LocalService): LocalService {
    return (request) =>
      new Promise<LocalResponse>((resolve, reject) => {
        const by = asker();
        const answer = async (): Promise<Answered> => {
          const { units, outcome } = await count(request, service);
          const deliver = () => ('response' in outcome ? resolve(outcome.response) : reject(outcome.error));
          return { counted: { ...units, asker: by }, deliver };
        };
        held.push({ answer });
        cameNow = true;
        if (!isArmed) void releaseWhenQuiet();
        isArmed = true;
      });
  }

  return {
    watch,
    /** What was counted since the last time that it was taken, wave by wave. */
    take: (): CountedRequest[][] => waves.splice(0),
  };
}
