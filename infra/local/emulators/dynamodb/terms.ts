import { invalid } from './refused.ts';

export type TermsInput = {
  ExpressionAttributeNames?: Record<string, string> | undefined;
  ExpressionAttributeValues?: Record<string, unknown> | undefined;
};

/** What `#name` and `:name` of a request's expressions stand for. */
export type Terms = {
  attribute: (alias: string) => string;
  value: (name: string) => unknown;
};

/** @throws Refused for one that is not given. */
export function termsOf({
  ExpressionAttributeNames: names = {},
  ExpressionAttributeValues: values = {},
}: TermsInput): Terms {
  return {
    attribute(alias) {
      const name = names[alias];
      if (name === undefined)
        throw invalid(
          `An expression attribute name used in the document path is not defined; attribute name: ${alias}`,
        );
      return name;
    },
    value(name) {
      const value = values[name];
      if (value === undefined)
        throw invalid(`An expression attribute value used in expression is not defined; attribute value: ${name}`);
      return value;
    },
  };
}

/** Refuses names and values that no expression of the request uses, as AWS does. */
export function refuseUnusedTerms(input: TermsInput, expressions: readonly (string | undefined)[]): void {
  const used = new Set(expressions.join(' ').match(/[#:]\w+/g));
  for (const [kind, terms] of Object.entries({
    Names: input.ExpressionAttributeNames,
    Values: input.ExpressionAttributeValues,
  })) {
    const unused = Object.keys(terms ?? {}).filter((term) => !used.has(term));
    if (unused.length > 0) {
      throw invalid(`Value provided in ExpressionAttribute${kind} unused in expressions: keys: {${unused.join(', ')}}`);
    }
  }
}
