import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { TableName } from '../../../shared/contracts/tables.ts';
import type { Clock } from '../../../shared/runtime/clock.ts';
import type { Environment } from '../../../shared/runtime/environment.ts';
import type { Logger } from '../../../shared/runtime/logger.ts';
import type { NewId } from '../../../shared/runtime/new-id.ts';

/** What every operation may use. An operation that needs more asks for a type of its own that extends this one. */
export type ApiDeps = {
  documentClient: DynamoDBDocumentClient;
  /** Names of the deployed tables. */
  tables: Record<TableName, string>;
  clock: Clock;
  newId: NewId;
  logger: Logger;
  environment: Environment;
};
