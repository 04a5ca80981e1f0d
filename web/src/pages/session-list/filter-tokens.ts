import type { PropertyFilterProps } from '@cloudscape-design/components/property-filter';
import { filterFromAddress, type SessionFilter } from './session-filter.ts';

type Token = PropertyFilterProps.Token;

/** The filter as the tokens of the filter bar. */
export function tokensOf(filter: SessionFilter): Token[] {
  const tokens: Token[] = [];
  const add = (propertyKey: string, operator: string, value: unknown) => {
    if (value !== undefined) tokens.push({ propertyKey, operator, value });
  };
  add('status', '=', filter.status);
  add('triggerType', '=', filter.triggerType);
  add('source', '=', filter.source);
  add('agentId', '=', filter.agentId);
  add('project', '=', filter.project);
  add('started', '>=', filter.startedAfter);
  add('started', '<', filter.startedBefore);
  if (filter.search !== undefined) tokens.push({ operator: ':', value: filter.search });
  return tokens;
}

/** The filter that the tokens stand for. Of several tokens for what can be chosen once only, the last one counts. */
export function filterOf(tokens: readonly Token[], sort: SessionFilter['sort']): SessionFilter {
  const query: Record<string, string> = { sort };
  for (const { propertyKey, operator, value } of tokens) {
    const name =
      propertyKey === 'started' ? (operator === '<' ? 'startedBefore' : 'startedAfter') : (propertyKey ?? 'search');
    const text = Array.isArray(value) ? value.join(',') : String(value ?? '').trim();
    const isList = name === 'status' || name === 'triggerType';
    const before = query[name];
    query[name] = isList && before !== undefined ? [...new Set(`${before},${text}`.split(','))].join(',') : text;
  }
  return filterFromAddress(query);
}
