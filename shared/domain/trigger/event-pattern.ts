import type { SchemaViolation } from '../agent/schema-violations.ts';
import { type Field, matchesFields } from './match-fields.ts';
import { readPattern } from './read-pattern.ts';

/**
 * Why EventBridge would refuse an event pattern, in its words; empty when it would take it. `path` is dotted, `''` the pattern
 * itself. Never throws.
 */
export function eventPatternViolations(pattern: unknown): SchemaViolation[] {
  return readPattern(pattern).violations;
}

/** Whether EventBridge would deliver the event by a rule with this pattern. A pattern that it would refuse matches nothing. */
export function matchesPattern(pattern: unknown, event: unknown): boolean {
  return compilePattern(pattern)(event);
}

/** The same as `matchesPattern`, for many events. */
export function compilePattern(pattern: unknown): (event: unknown) => boolean {
  const { violations, branches } = readPattern(pattern);
  if (violations.length > 0) return () => false;
  return (event) => branches.some((fields: Field[]) => matchesFields(event, fields));
}
