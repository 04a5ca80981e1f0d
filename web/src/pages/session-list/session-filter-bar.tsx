import PropertyFilter, { type PropertyFilterProps } from '@cloudscape-design/components/property-filter';
import { useMemo } from 'react';
import { routes } from '../../../../shared/contracts/routes.ts';
import { SESSION_STATUSES } from '../../../../shared/domain/session/session-status.ts';
import { TRIGGER_TYPES } from '../../../../shared/domain/session/trigger-origin.ts';
import { useApiQuery } from '../../api-client/use-api.ts';
import { statusText } from '../../design-system/session-status.tsx';
import { triggerTypeText } from '../../design-system/trigger-type-text.ts';
import { visibleText } from '../../text/visible-text.ts';
import { filterOf, tokensOf } from './filter-tokens.ts';
import type { SessionFilter } from './session-filter.ts';
import { StartedForm, startedText } from './started-form.tsx';

type Props = {
  filter: SessionFilter;
  onChange: (filter: SessionFilter) => void;
  /** What was found, as in `12 matches`. */
  countText: string;
  isLoading: boolean;
};

/** Every filter of the contract, as tokens. */
export function SessionFilterBar({ filter, onChange, countText, isLoading }: Props) {
  const agents = useApiQuery(routes.listAgents, { query: { limit: 100 } });
  const sources = useApiQuery(routes.listSessionSources, {});
  const agentNames = useMemo(
    () => new Map(agents.data?.items.map(({ agentId, name }) => [agentId, visibleText(name)])),
    [agents.data],
  );
  const properties = useMemo(() => propertiesWith(agentNames), [agentNames]);
  const options = useMemo(() => {
    const projects = new Set(agents.data?.items.map(({ project }) => project));
    const names = new Set(sources.data?.items.map(({ name }) => name));
    return [
      ...SESSION_STATUSES.map((value) => ({ propertyKey: 'status', value, label: statusText(value) })),
      ...TRIGGER_TYPES.map((value) => ({ propertyKey: 'triggerType', value, label: triggerTypeText(value) })),
      ...[...agentNames].map(([value, label]) => ({ propertyKey: 'agentId', value, label })),
      ...[...projects].map((value) => ({ propertyKey: 'project', value })),
      ...[...names].map((value) => ({ propertyKey: 'source', value })),
    ];
  }, [agents.data, agentNames, sources.data]);
  const query: PropertyFilterProps.Query = useMemo(() => ({ operation: 'and', tokens: tokensOf(filter) }), [filter]);
  return (
    <PropertyFilter
      query={query}
      onChange={({ detail }) => onChange(filterOf(detail.tokens, filter.sort))}
      filteringProperties={properties}
      filteringOptions={options}
      freeTextFiltering={{ operators: [':'], defaultOperator: ':' }}
      filteringAriaLabel="Find sessions"
      filteringPlaceholder="Find by agent name, session id, status, source, …"
      filteringEmpty="Nothing to suggest"
      hideOperations
      expandToViewport
      countText={countText}
      loading={isLoading}
    />
  );
}

function propertiesWith(agentNames: ReadonlyMap<string, string>): PropertyFilterProps.FilteringProperty[] {
  const started = { form: StartedForm, format: startedText };
  return [
    { key: 'status', propertyLabel: 'Status', groupValuesLabel: 'Statuses', operators: [listOperator(statusName)] },
    {
      key: 'triggerType',
      propertyLabel: 'Trigger type',
      groupValuesLabel: 'Trigger types',
      operators: [listOperator(triggerTypeName)],
    },
    { key: 'source', propertyLabel: 'Source', groupValuesLabel: 'Sources', operators: ['='] },
    {
      key: 'agentId',
      propertyLabel: 'Agent',
      groupValuesLabel: 'Agents',
      operators: [{ operator: '=', format: (agentId: string) => agentNames.get(agentId) ?? agentId }],
    },
    { key: 'project', propertyLabel: 'Project', groupValuesLabel: 'Projects', operators: ['='] },
    {
      key: 'started',
      propertyLabel: 'Started',
      groupValuesLabel: 'Times',
      defaultOperator: '>=',
      operators: [
        { operator: '>=', description: 'at or after', ...started },
        { operator: '<', description: 'before', ...started },
      ],
    },
  ];
}

/** Several values in one token: any of them. */
function listOperator(nameOf: (value: string) => string) {
  return {
    operator: '=',
    tokenType: 'enum' as const,
    format: (value: unknown) => (Array.isArray(value) ? value : [value]).map((one) => nameOf(String(one))).join(' or '),
  };
}

function statusName(value: string): string {
  const status = SESSION_STATUSES.find((one) => one === value);
  return status === undefined ? value : statusText(status);
}

function triggerTypeName(value: string): string {
  const type = TRIGGER_TYPES.find((one) => one === value);
  return type === undefined ? value : triggerTypeText(type);
}
