import { expressionTokens, plainName } from './expression-tokens.ts';
import type { Item } from './item-text.ts';
import { parsedOnce } from './parsed-once.ts';
import { invalid } from './refused.ts';
import type { Terms } from './terms.ts';

const tokensOf = parsedOnce((expression) => expressionTokens(expression).filter(({ text }) => text !== ','));

/** The attributes that a projection names. */
export function projectedNames(expression: string, terms: Terms): string[] {
  return tokensOf(expression).map(({ kind, text }) => {
    if (kind === 'name') return plainName(text);
    if (kind === 'alias') return terms.attribute(text);
    throw invalid(`Invalid ProjectionExpression: ${expression}`);
  });
}

/** These attributes of the item, those that it has. */
export function pick(item: Item, names: readonly string[]): Item {
  const picked: Item = {};
  for (const name of names) if (Object.hasOwn(item, name)) picked[name] = item[name];
  return picked;
}
