import type { Agent } from './agent.ts';
import { type SchemaViolation, schemaViolations } from './schema-violations.ts';

/** What a start gives an agent: its inputs with the defaults of its schema, and what of them does not fit. */
export function checkedInputs(
  { inputSchema }: Pick<Agent, 'inputSchema'>,
  given: Record<string, unknown>,
): { inputs: Record<string, unknown>; violations: SchemaViolation[] } {
  const defaults = Object.entries(inputSchema.properties).flatMap(([name, property]) =>
    property.default === undefined ? [] : [[name, property.default] as const],
  );
  const inputs = { ...Object.fromEntries(defaults), ...given };
  return { inputs, violations: schemaViolations(inputSchema, inputs) };
}
