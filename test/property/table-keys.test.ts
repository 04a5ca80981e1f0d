import fc from 'fast-check';
import { expect, it } from 'vitest';
import { keys } from '../../shared/storage/table-keys.ts';

const tenant = fc.stringMatching(/^[a-z0-9]{3,32}$/);
const id = fc.stringMatching(/^[a-z]{3}_[0-9A-HJKMNP-TV-Z]{26}$/);
/** Names are people's: they may hold any character, the delimiter too. */
const name = fc.string({ minLength: 1, maxLength: 40, unit: 'grapheme' });

it('gives a key of the control table back as what it names', () => {
  fc.assert(
    fc.property(tenant, id, (tenantId, name) => {
      expect(keys.parseControl(keys.session(tenantId, name))).toEqual({ kind: 'session', tenantId, id: name });
      expect(keys.parseControl(keys.job(tenantId, name))).toEqual({ kind: 'job', tenantId, id: name });
      expect(keys.parseControl(keys.task(tenantId, name))).toBeUndefined();
    }),
  );
});

it('begins every partition with its tenant alone, so that no tenant is the beginning of another', () => {
  fc.assert(
    fc.property(tenant, tenant, name, name, (mine, other, text, more) => {
      fc.pre(mine !== other);
      const partitions = [
        keys.session(mine, text),
        keys.start(mine, 3),
        keys.status(mine, text, 3),
        keys.agentSessions(mine, text, 3),
        keys.source(mine, text, more, 3),
        keys.project(mine, text, 3),
        keys.agents(mine),
        keys.agentNames(mine),
        keys.triggers(mine),
        keys.triggerNames(mine),
        keys.dueTrigger(mine, text),
        keys.job(mine, text),
        keys.workflows(mine),
        keys.jobs(mine),
        keys.sources(mine),
        keys.auditTrail(mine, 3),
        keys.idempotency(mine),
      ];
      for (const partition of partitions) {
        expect(partition.startsWith(`T#${mine}#`)).toBe(true);
        expect(partition.startsWith(`T#${other}#`)).toBe(false);
      }
    }),
  );
});

it('sorts entries as their numbers, and keeps them apart from bodies', () => {
  fc.assert(
    fc.property(fc.nat(9_999_999), fc.nat(9_999_999), (a, b) => {
      expect(Math.sign(keys.entry(a) < keys.entry(b) ? -1 : Number(a !== b))).toBe(Math.sign(a - b));
      expect(keys.bodyPart('x', a % 1_000) < keys.entry(0)).toBe(true);
    }),
  );
});
