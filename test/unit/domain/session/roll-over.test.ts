import { expect, it } from 'vitest';
import { applied, claim, decided, person, running, takeLease } from '../../../builders/a-session.ts';

it('lets the old execution go when an older invocation rolls over while it waits already', () => {
  const waiting = applied(
    running(),
    person('pause'),
    { type: 'store_token', run: 1, wake: 0, token: 'token-1', order: 1_000 },
    takeLease(running(), { holder: 'invocation-0' }),
  );
  const { control, added } = decided(waiting, { type: 'roll_over', run: 1, holder: 'invocation-0' });
  expect(control).toMatchObject({ run: 2, live: true, token: undefined });
  expect(added).toMatchObject([
    { kind: 'SEND_TOKEN', token: 'token-1' },
    { kind: 'START_RUN', run: 2 },
  ]);
  const unparked = applied(running(), person('pause'));
  expect(decided(unparked, { type: 'roll_over', run: 1, holder: claim.holder }).added).toMatchObject([
    { kind: 'START_RUN', run: 2 },
  ]);
});
