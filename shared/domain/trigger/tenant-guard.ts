import type { SchemaViolation } from '../agent/schema-violations.ts';
import { eventPatternViolations, matchesPattern } from './event-pattern.ts';

/** Where the product's own events come from, and those of API triggers. Tenants put no such events and listen to none. */
export const LIFECYCLE_SOURCE = 'agent-sessions';
export const API_TRIGGER_SOURCE = 'agent-sessions.api';
const OWN_SOURCES = [LIFECYCLE_SOURCE, API_TRIGGER_SOURCE];

/** What a tenant may ask of an event; `account` and `resources` are the guard's. */
const TENANT_FIELDS = ['source', 'detail-type', 'detail', '$or'];

/** Whether a source is AWS's or the product's own. */
export function isReservedSource(source: string): boolean {
  return /^(aws\.|agent-sessions)/i.test(source);
}

/** The resource that every event of a tenant names, and every rule of its triggers asks for. */
export function tenantResource(tenantId: string): string {
  return `tenant/${tenantId}`;
}

/**
 * The pattern of a tenant's rule: the tenant's own, within its own events. Where the pattern names no source, the
 * product's own events are left out, so that a session's end can't start the next one without anybody having asked for it.
 */
export function guardedPattern(
  pattern: Record<string, unknown>,
  { tenantId, account }: { tenantId: string; account: string },
): Record<string, unknown> {
  return { ...withForeignSource(pattern), account: [account], resources: [tenantResource(tenantId)] };
}

/** What EventBridge, or the guard, refuses of a tenant's pattern. `path` is dotted, `''` the pattern itself. */
export function tenantPatternViolations(pattern: Record<string, unknown>): SchemaViolation[] {
  const refused = [...fieldViolations(pattern, ''), ...eventPatternViolations(pattern)];
  if (refused.length > 0) return refused;
  const reserved = sourceViolations(pattern, '');
  if (reserved.length > 0) return reserved;
  // With the longest that a tenant's name and an account can be, so that it can be saved by everybody or by nobody.
  const whole = guardedPattern(pattern, { tenantId: 'x'.repeat(32), account: '0'.repeat(12) });
  return eventPatternViolations(whole).map(({ message }) => ({
    path: '',
    message: `${message} (with what is added to keep it to your own events)`,
  }));
}

function fieldViolations(pattern: Record<string, unknown>, path: string): SchemaViolation[] {
  const unknown = Object.keys(pattern).filter((name) => !TENANT_FIELDS.includes(name));
  const own = unknown.map((name) => ({
    path: `${path}${name}`,
    message: `can't be asked for: a pattern takes ${TENANT_FIELDS.join(', ')}`,
  }));
  return [...own, ...alternativesOf(pattern).flatMap((one) => fieldViolations(one, `${path}$or.`))];
}

function sourceViolations(pattern: Record<string, unknown>, path: string): SchemaViolation[] {
  const { source } = pattern;
  const below = alternativesOf(pattern).flatMap((one) => sourceViolations(one, `${path}$or.`));
  if (source === undefined) return below;
  if (!Array.isArray(source)) {
    // Below a text there is nothing, so "it has no such field" would hold for every source.
    return [{ path: `${path}source`, message: 'has to be a list: the source of an event has no fields' }, ...below];
  }
  const matched = OWN_SOURCES.some((own) => matchesPattern({ source }, { source: own }));
  const message = "matches the product's own events, or AWS's: name your own sources";
  return matched || source.some(meansReserved) ? [{ path: `${path}source`, message }, ...below] : below;
}

/** A name, prefix or wildcard that is written for a reserved source. Events of AWS do not come to this bus at all. */
function meansReserved(condition: unknown): boolean {
  if (typeof condition === 'string') return isReservedSource(condition);
  if (!isObject(condition) || 'anything-but' in condition) return false;
  // `{ "prefix": "…" }`, or `{ "prefix": { "equals-ignore-case": "…" } }`.
  return Object.values(condition).some(meansReserved);
}

/** A path may stand in a pattern once only, so it is added where no alternative below names a source. */
function withForeignSource(pattern: Record<string, unknown>): Record<string, unknown> {
  if ('source' in pattern) return pattern;
  const alternatives = alternativesOf(pattern);
  if (!alternatives.some(namesSource)) {
    return { ...pattern, source: [{ 'anything-but': { prefix: LIFECYCLE_SOURCE } }] };
  }
  return { ...pattern, $or: alternatives.map(withForeignSource) };
}

function namesSource(pattern: Record<string, unknown>): boolean {
  return 'source' in pattern || alternativesOf(pattern).some(namesSource);
}

function alternativesOf({ $or }: Record<string, unknown>): Record<string, unknown>[] {
  return Array.isArray($or) ? $or.filter(isObject) : [];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
