import { expect, it } from 'vitest';
import type { ControlItem } from '../../../shared/domain/session/control-item.ts';
import type { Effect } from '../../../shared/domain/session/effect.ts';
import type { EffectDeps } from '../../../shared/effects/effect-deps.ts';
import { tryEffects } from '../../../shared/effects/perform-effects.ts';

it('a session is woken only when what shows its change is done, so that the woken run meets no write of it', async () => {
  const order: string[] = [];
  const published = Promise.withResolvers<void>();
  const deps = {
    events: { statusChanged: () => published.promise.then(() => order.push('shown')) },
    executions: { sendToken: async () => order.push('woken') },
  } as unknown as EffectDeps;
  const control = { head: { tenantId: 'acme', sessionId: 'ses_1' }, status: 'RUNNING' } as ControlItem;
  const effects: Effect[] = [
    { kind: 'SEND_TOKEN', token: 'token', v: 3, at: 0 },
    { kind: 'PUBLISH_STATUS', status: 'RUNNING', v: 3, at: 0 },
  ];
  const trying = tryEffects(control, effects, deps);
  published.resolve();
  expect(await trying).toHaveLength(2);
  expect(order).toEqual(['shown', 'woken']);
});
