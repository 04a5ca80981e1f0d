import type { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';
import { targetSchema } from './requests.ts';

const ruleSchema = z.object({
  bus: z.string(),
  name: z.string(),
  /** JSON text. */
  pattern: z.string(),
  state: z.enum(['ENABLED', 'DISABLED']),
  description: z.string().nullable(),
  targets: z
    .string()
    .transform((text): unknown => JSON.parse(text))
    .pipe(z.array(targetSchema)),
});
export type Rule = z.output<typeof ruleSchema>;

/** Keeps rules and their targets over a restart. */
export type RuleStore = { all: () => Rule[]; put: (rule: Rule) => void; remove: (bus: string, name: string) => void };

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS rules (
    bus TEXT NOT NULL, name TEXT NOT NULL, pattern TEXT NOT NULL, state TEXT NOT NULL, description TEXT,
    targets TEXT NOT NULL, PRIMARY KEY (bus, name)
  );
`;

export function openRuleStore(database: DatabaseSync): RuleStore {
  database.exec(SCHEMA);
  const all = database.prepare('SELECT * FROM rules');
  const put = database.prepare(
    'INSERT OR REPLACE INTO rules (bus, name, pattern, state, description, targets) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const remove = database.prepare('DELETE FROM rules WHERE bus = ? AND name = ?');
  return {
    all: () => all.all().map((row) => ruleSchema.parse(row)),
    put: ({ bus, name, pattern, state, description, targets }) =>
      void put.run(bus, name, pattern, state, description, JSON.stringify(targets)),
    remove: (bus, name) => void remove.run(bus, name),
  };
}
