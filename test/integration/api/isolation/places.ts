import * as z from 'zod';
import type { Route } from '../../../../shared/contracts/route.ts';
import { ID_PREFIXES, type IdKind } from '../../../../shared/runtime/new-id.ts';
import { BODIES, QUERIES } from './rules.ts';

/** Where a route takes something that names an object: a parameter of its path or query, or a field of its body. */
export type Place = { in: 'path' | 'query' | 'body'; name: string; kind: IdKind };

const KINDS = Object.keys(ID_PREFIXES) as IdKind[];

/** `agentId`, `sessionIds`, … */
function kindOf(name: string): IdKind | undefined {
  const [, word] = /^(?:.*\.)?([a-z]+)Ids?$/.exec(name) ?? [];
  return KINDS.find((kind) => kind === word);
}

/** Every place of the route that takes an id, read from its schemas. */
export function idPlaces(route: Route): Place[] {
  const named = (from: Place['in'], names: string[]) =>
    names.flatMap((name) => {
      const kind = kindOf(name);
      return kind === undefined ? [] : [{ in: from, name, kind }];
    });
  return [
    ...named('path', Object.keys(route.params?.shape ?? {})),
    ...named('query', Object.keys(route.query?.shape ?? {})),
    ...named('body', bodyFields(route)),
  ];
}

/** The names of all fields of a body, at any depth. */
export function bodyFields({ body }: Route): string[] {
  if (body === undefined) return [];
  const found = new Set<string>();
  const walk = (schema: unknown): void => {
    if (typeof schema !== 'object' || schema === null) return;
    for (const [key, value] of Object.entries(schema)) {
      if (key === 'properties') for (const name of Object.keys(value)) found.add(name);
      walk(value);
    }
  };
  walk(z.toJSONSchema(body, { io: 'input', unrepresentable: 'any' }));
  return [...found];
}

/** What this suite would not walk: each is a rule that is missing in `rules.ts`. */
export function missingRules(route: Route): string[] {
  const { operationId, path } = route;
  const missing: string[] = [];
  const parameters = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '');
  for (const name of parameters) {
    if (kindOf(name) === undefined && name !== 'seq') missing.push(`${operationId}: path parameter ${name}`);
  }
  for (const name of Object.keys(route.query?.shape ?? {})) {
    if (QUERIES[name] === undefined) missing.push(`${operationId}: query parameter ${name}`);
  }
  if (route.body !== undefined && route.bodyOptional !== true && BODIES[operationId] === undefined) {
    missing.push(`${operationId}: body`);
  }
  for (const { in: from, name } of idPlaces(route)) {
    if (from === 'body' && BODIES[operationId]?.places?.[name] === undefined) {
      missing.push(`${operationId}: field ${name} of the body`);
    }
  }
  for (const name of bodyFields(route).filter((field) => /Arn$/.test(field))) {
    if (BODIES[operationId]?.places?.[name] === undefined) missing.push(`${operationId}: field ${name} of the body`);
  }
  return missing;
}
