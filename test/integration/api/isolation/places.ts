import * as z from 'zod';
import type { Route } from '../../../../shared/contracts/route.ts';
import { ID_PREFIXES } from '../../../../shared/runtime/new-id.ts';
import type { Ids } from '../../../builders/seeded-objects.ts';
import { BODIES, QUERIES } from './rules.ts';

/** Where a route takes something that names an object: a parameter of its path or query, or a field of its body. */
export type Place = { in: 'path' | 'query' | 'body'; name: string; kind: keyof Ids };

/** Fields that look like ids and name nothing that anybody has. */
const NO_IDS = ['modelId'];
const KINDS = Object.keys(ID_PREFIXES) as (keyof Ids)[];
/** Parameters that choose something within the object that the path names before. */
const WITHIN_AN_OBJECT = ['seq', 'toolName', 'name'];

/** `agentId`, `sessionIds`, `stateMachineArn`, … */
function kindOf(name: string): keyof Ids | undefined {
  if (name === 'stateMachineArn') return 'machine';
  if (name === 'modelKey') return 'model';
  if (NO_IDS.includes(name)) return undefined;
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
    if (kindOf(name) === undefined && !WITHIN_AN_OBJECT.includes(name))
      missing.push(`${operationId}: path parameter ${name}`);
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
  const unknown = bodyFields(route).filter(
    (name) => /(?:Ids?|Arn)$/.test(name) && kindOf(name) === undefined && !NO_IDS.includes(name),
  );
  missing.push(...unknown.map((name) => `${operationId}: what ${name} of the body names`));
  return missing;
}
