import { Conflict } from '../contracts/refusal.ts';
import { type NameClaimDeps, nameClaims } from './name-claims.ts';
import { keys } from './table-keys.ts';
import type { TriggerStore } from './trigger-store.ts';

export type TriggerNames = ReturnType<typeof triggerNames>;
type TriggerName = { tenantId: string; name: string };

/** Who has a trigger's name in a tenant. The same name may be typed in two Unicode forms. */
export function triggerNames({ triggers, ...deps }: NameClaimDeps & { triggers: Pick<TriggerStore, 'find'> }) {
  return nameClaims<TriggerName>(deps, {
    keyOf: ({ tenantId, name }) => ({ pk: keys.triggerNames(tenantId), sk: name.normalize('NFC') }),
    holder: 'triggerId',
    hasName: async (triggerId, { tenantId, name }) => {
      const found = await triggers.find({ tenantId, triggerId });
      return found !== undefined && found.item.definition.name.normalize('NFC') === name.normalize('NFC');
    },
    taken: ({ name }) => new Conflict(`A trigger named "${name}" is there already. Choose another name.`),
  });
}
