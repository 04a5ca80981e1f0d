import Button from '@cloudscape-design/components/button';
import type { TableProps } from '@cloudscape-design/components/table';
import TextFilter from '@cloudscape-design/components/text-filter';
import Toggle from '@cloudscape-design/components/toggle';
import { useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { routes } from '../../../../shared/contracts/routes.ts';
import type { RegisteredModel } from '../../../../shared/domain/model/registered-model.ts';
import { useApi } from '../../api-client/use-api.ts';
import { ConsoleLink } from '../../design-system/console-link.tsx';
import { ListPage } from '../../design-system/list-page.tsx';
import { useTell } from '../../design-system/notices.tsx';
import { useAddressQuery } from '../../design-system/use-address-query.ts';
import { useFollow } from '../../design-system/use-follow.ts';
import { links } from '../../links.ts';
import { cachePricesText } from '../../models/prices-text.ts';
import { useRegisteredModels } from '../../models/use-registered-models.ts';
import { useMe } from '../../sign-in/me.tsx';
import { dollarsText } from '../../text/dollars-text.ts';
import { ForeignText } from '../../text/foreign-text.tsx';
import { visibleText } from '../../text/visible-text.ts';
import { draftedModel, modelDraftOf } from '../model-editor/model-draft.ts';
import { DayBudget } from './day-budget.tsx';
import { matchingModels } from './matching-models.ts';

/** The tenant's registry of models: what agents may use, and what it costs. */
export function ModelListPage() {
  const { may } = useMe();
  const follow = useFollow();
  const [query, setQuery] = useAddressQuery();
  const search = query.search ?? '';
  const onEnable = useEnable();
  const models = useRegisteredModels();
  const mayWrite = may('agents:write');
  const columns = useMemo(() => columnsWith(mayWrite ? onEnable : undefined), [mayWrite, onEnable]);
  const items = useMemo(() => matchingModels(models.data ?? [], search), [models.data, search]);
  return (
    <ListPage
      title="Models"
      description={
        <span className="lines">
          <span>What agents may use, and what it costs. Prices are in US dollars per million tokens.</span>
          <DayBudget />
        </span>
      }
      page={{ ...models, data: models.data && { items }, pageNumber: 1, hasNext: false, goTo: () => undefined }}
      columns={columns}
      rowId="modelKey"
      actions={
        <Button
          variant="primary"
          href={links.newModel()}
          onFollow={follow}
          disabled={!mayWrite}
          disabledReason="You need the permission agents:write for this."
        >
          Register model
        </Button>
      }
      filter={
        <TextFilter
          filteringText={search}
          filteringAriaLabel="Find models"
          filteringPlaceholder="Find by name, provider or model id"
          onChange={({ detail }) => setQuery({ search: detail.filteringText })}
        />
      }
      empty={
        search === ''
          ? {
              title: 'No models yet',
              text: 'Register one with its prices: agents pick from here, and sessions show what they cost.',
            }
          : { title: 'No model matches', text: 'Try another part of its name, provider or model id.' }
      }
    />
  );
}

type Enable = (model: RegisteredModel, enabled: boolean) => void;

/** Saves a model as it is, but enabled or disabled. */
function useEnable(): Enable {
  const api = useApi();
  const tell = useTell();
  const queries = useQueryClient();
  return useMemo(
    () => async (model: RegisteredModel, enabled: boolean) => {
      const { modelKey, version } = model;
      const name = visibleText(model.name);
      try {
        const { definition } = draftedModel({ ...modelDraftOf(model), enabled });
        if (definition === undefined) throw new Error('It cannot be read by this console. Open it to see why.');
        await api.call(routes.replaceModel, { params: { modelKey }, body: definition, ifMatch: version });
        tell({ id: modelKey, type: 'success', header: `${name} is ${enabled ? 'enabled' : 'disabled'}` });
      } catch (error) {
        tell({
          id: modelKey,
          type: 'error',
          header: `${name} could not be ${enabled ? 'enabled' : 'disabled'}`,
          content: error instanceof Error ? error.message : String(error),
        });
      } finally {
        await queries.invalidateQueries();
      }
    },
    [api, tell, queries],
  );
}

function columnsWith(onEnable: Enable | undefined): TableProps.ColumnDefinition<RegisteredModel>[] {
  return [
    {
      id: 'name',
      header: 'Name',
      isRowHeader: true,
      width: 205,
      cell: ({ modelKey, name }) => (
        <ConsoleLink href={links.model(modelKey)}>
          <ForeignText text={name} />
        </ConsoleLink>
      ),
    },
    { id: 'provider', header: 'Provider', width: 165, cell: ({ provider }) => provider },
    {
      id: 'modelId',
      header: 'Model id',
      width: 225,
      cell: ({ modelId }) => (
        <code className="id">
          <ForeignText text={modelId} />
        </code>
      ),
    },
    { id: 'input', header: 'Input', width: 95, cell: ({ prices }) => <Price usd={prices?.input} /> },
    { id: 'output', header: 'Output', width: 105, cell: ({ prices }) => <Price usd={prices?.output} /> },
    {
      id: 'cache',
      header: 'Cache',
      width: 175,
      cell: ({ prices }) => (prices === undefined ? '–' : (cachePricesText(prices) ?? 'as input')),
    },
    {
      id: 'context',
      header: 'Context',
      width: 115,
      cell: ({ contextTokens }) => <span className="number">{contextTokens?.toLocaleString('en') ?? 'usual'}</span>,
    },
    {
      id: 'enabled',
      header: 'Enabled',
      width: 115,
      cell: (model) => (
        <Toggle
          checked={model.enabled}
          ariaLabel={`${model.name} is enabled`}
          disabled={onEnable === undefined}
          onChange={({ detail }) => onEnable?.(model, detail.checked)}
        />
      ),
    },
  ];
}

function Price({ usd }: { usd: number | undefined }) {
  return <span className="number">{usd === undefined ? '–' : dollarsText(usd)}</span>;
}
