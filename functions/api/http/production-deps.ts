import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { systemClock } from '../../../shared/runtime/clock.ts';
import { readEnvironment } from '../../../shared/runtime/environment.ts';
import { newLogger } from '../../../shared/runtime/logger.ts';
import { newUlidId } from '../../../shared/runtime/new-id.ts';
import type { ApiDeps } from './api-deps.ts';

/** What operations use where the product runs, on AWS as on a laptop: clients find their endpoint by the environment. */
export function productionDeps(service: string): ApiDeps {
  const environment = readEnvironment();
  return {
    documentClient: DynamoDBDocumentClient.from(new DynamoDBClient({}), {
      marshallOptions: { removeUndefinedValues: true },
    }),
    tables: {
      SessionControl: environment.TABLE_SESSION_CONTROL,
      Sessions: environment.TABLE_SESSIONS,
      Activity: environment.TABLE_ACTIVITY,
      Catalog: environment.TABLE_CATALOG,
    },
    clock: systemClock,
    newId: newUlidId,
    logger: newLogger(service),
    environment,
  };
}
