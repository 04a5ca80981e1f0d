import { invalid } from './refused.ts';
import { RESERVED_WORDS } from './reserved-words.ts';

export type Token = { kind: 'name' | 'alias' | 'value' | 'sign' | 'number'; text: string };

const TOKEN = /\s*(?:(?<name>[A-Za-z_][\w]*)|(?<alias>#\w+)|(?<value>:\w+)|(?<sign><>|<=|>=|[=<>(),+-]))/y;

/** The words of an expression. Paths into maps and lists (`a.b`, `a[0]`) are refused: nothing of the product has any. */
export function expressionTokens(expression: string): Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  while (expression.slice(TOKEN.lastIndex).trim() !== '') {
    const at = TOKEN.lastIndex;
    const { name, alias, value, sign } = TOKEN.exec(expression)?.groups ?? {};
    if (name !== undefined) tokens.push({ kind: 'name', text: name });
    else if (alias !== undefined) tokens.push({ kind: 'alias', text: alias });
    else if (value !== undefined) tokens.push({ kind: 'value', text: value });
    else if (sign !== undefined) tokens.push({ kind: 'sign', text: sign });
    else
      throw invalid(
        `The laptop's DynamoDB can't read "${expression.slice(at).trim()}" of the expression "${expression}".`,
      );
  }
  return tokens;
}

/** Reads tokens one after the other. */
export function tokenReader(expression: string) {
  const tokens = expressionTokens(expression);
  let at = 0;
  const unexpected = () => {
    const token = tokens[at];
    const what = token === undefined ? 'end' : `"${token.text}"`;
    return invalid(`Unexpected ${what} in the expression "${expression}".`);
  };
  const isNext = (text: string) => tokens[at]?.text.toUpperCase() === text;
  return {
    isNext,
    peek: () => tokens[at],
    next(): Token {
      const token = tokens[at];
      if (token === undefined) throw unexpected();
      at += 1;
      return token;
    },
    /** Takes the keyword or sign if it comes next. */
    take(text: string): boolean {
      if (!isNext(text)) return false;
      at += 1;
      return true;
    },
    demand(text: string): void {
      if (!isNext(text)) throw unexpected();
      at += 1;
    },
    isAtEnd: () => at === tokens.length,
    unexpected,
  };
}
export type TokenReader = ReturnType<typeof tokenReader>;

/** A name as it is written: a reserved word needs an alias. */
export function plainName(text: string): string {
  if (!RESERVED_WORDS.has(text.toUpperCase())) return text;
  throw invalid(`Invalid expression: Attribute name is a reserved keyword; reserved keyword: ${text}`);
}
