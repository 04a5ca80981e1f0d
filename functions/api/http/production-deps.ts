import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { systemClock } from '../../../shared/runtime/clock.ts';
import { readEnvironment } from '../../../shared/runtime/environment.ts';
import { newLogger } from '../../../shared/runtime/logger.ts';
import { newUlidId } from '../../../shared/runtime/new-id.ts';
import { tableNames } from '../../../shared/runtime/table-names.ts';
import { documentClient } from '../../../shared/storage/document-client.ts';
import type { ApiDeps } from './api-deps.ts';

/** What operations use where the product runs, on AWS as on a laptop: clients find their endpoint by the environment. */
export function productionDeps(service: string): ApiDeps {
  const environment = readEnvironment();
  return {
    // A throttled table is waited for, some 20 s in all, before anybody is told.
    documentClient: documentClient(new DynamoDBClient({ maxAttempts: 8 })),
    tables: tableNames(environment),
    clock: systemClock,
    newId: newUlidId,
    logger: newLogger(service),
    environment,
  };
}
