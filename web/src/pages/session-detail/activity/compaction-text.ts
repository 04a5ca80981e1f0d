import type { EntryResponse } from '../../../../../shared/contracts/entry-response-schema.ts';

type Compacted = NonNullable<Extract<EntryResponse, { kind: 'REASONING' }>['compacted']>;

/** What of a conversation the model was not shown any more, and how much shorter that made it. */
export function compactionText({ turns, outputsOfTurns, ...figures }: Compacted): string {
  const left = [
    ...(turns === 0 ? [] : [turnsText(turns)]),
    ...(outputsOfTurns > turns ? [`the outputs of ${turnsText(outputsOfTurns)}`] : []),
  ];
  // With nothing older to leave out, the last outputs are cut.
  const what = left.length === 0 ? 'the ends of the last outputs' : left.join(' and ');
  const [before, after] = [figures.estimatedTokensBefore, figures.estimatedTokensAfter].map((tokens) =>
    tokens.toLocaleString('en'),
  );
  return `The conversation grew too long. Without ${what}, about ${before} tokens became ${after}.`;
}

function turnsText(through: number): string {
  return through === 1 ? 'turn 1' : `turns 1 to ${through}`;
}
