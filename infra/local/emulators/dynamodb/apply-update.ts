import { operandValue } from './evaluate-condition.ts';
import type { TokenReader } from './expression-tokens.ts';
import { tokenReader } from './expression-tokens.ts';
import type { Item } from './item-text.ts';
import { type Operand, operand } from './parse-condition.ts';
import { invalid } from './refused.ts';
import type { Terms } from './terms.ts';

/** One action of an update: `SET a = b + c`, `REMOVE a`, `ADD a b`. */
export type UpdateAction =
  | { does: 'SET'; attribute: Operand; value: Operand; sign?: '+' | '-'; other?: Operand }
  | { does: 'REMOVE'; attribute: Operand }
  | { does: 'ADD'; attribute: Operand; value: Operand };

export function parseUpdate(expression: string): UpdateAction[] {
  const reader = tokenReader(expression);
  const actions: UpdateAction[] = [];
  while (!reader.isAtEnd()) {
    const does = (['SET', 'REMOVE', 'ADD'] as const).find((clause) => reader.take(clause));
    if (does === undefined) throw reader.unexpected();
    do actions.push(parseAction(reader, does));
    while (reader.take(','));
  }
  return actions;
}

function parseAction(reader: TokenReader, does: UpdateAction['does']): UpdateAction {
  const attribute = operand(reader);
  if (does === 'REMOVE') return { does, attribute };
  if (does === 'ADD') return { does, attribute, value: operand(reader) };
  reader.demand('=');
  const value = operand(reader);
  const sign = (['+', '-'] as const).find((one) => reader.take(one));
  return sign === undefined ? { does, attribute, value } : { does, attribute, value, sign, other: operand(reader) };
}

/** The item after the update. Every action sees it as it was before. */
export function applyUpdate(actions: readonly UpdateAction[], before: Item, terms: Terms): Item {
  const after: Item = { ...before };
  for (const action of actions) {
    const name = attributeName(action.attribute, terms);
    if (action.does === 'REMOVE') delete after[name];
    else
      after[name] =
        action.does === 'SET'
          ? setValue(action, before, terms)
          : sum(before[name], operandValue(action.value, before, terms));
  }
  return after;
}

/** The attributes that an update changes. */
export function changedNames(actions: readonly UpdateAction[], terms: Terms): string[] {
  return actions.map(({ attribute }) => attributeName(attribute, terms));
}

function attributeName(attribute: Operand, terms: Terms): string {
  if (attribute.is === 'attribute') return attribute.name;
  if (attribute.is === 'alias') return terms.attribute(attribute.name);
  throw invalid('An update changes attributes only.');
}

function setValue(action: Extract<UpdateAction, { does: 'SET' }>, before: Item, terms: Terms): unknown {
  const value = given(action.value, before, terms);
  if (action.other === undefined) return value;
  const other = given(action.other, before, terms);
  if (typeof value !== 'number' || typeof other !== 'number') {
    throw invalid('An operand in the update expression has an incorrect data type');
  }
  return action.sign === '-' ? value - other : value + other;
}

function given(operand: Operand, before: Item, terms: Terms): unknown {
  const value = operandValue(operand, before, terms);
  if (value !== undefined) return value;
  throw invalid('The provided expression refers to an attribute that does not exist in the item');
}

function sum(before: unknown, added: unknown): unknown {
  if (typeof added === 'number' && (before === undefined || typeof before === 'number')) return (before ?? 0) + added;
  if (added instanceof Set && (before === undefined || before instanceof Set))
    return new Set([...(before ?? []), ...added]);
  throw invalid('An operand in the update expression has an incorrect data type');
}
