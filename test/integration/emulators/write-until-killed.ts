import { openDynamoDb } from '../../../infra/local/emulators/dynamodb/open-dynamodb.ts';

/** Its own process: writes indexed items to a data folder (the argument) and prints each one's number once acknowledged. */
const { serve } = await openDynamoDb({ path: process.argv[2] });
for (let n = 0; ; n++) {
  const Item = {
    pk: { S: `${n}` },
    startPartition: { S: 'p' },
    statusPartition: { S: 's' },
    startedSort: { S: `${n}` },
  };
  const { status } = await serve({
    method: 'POST',
    path: '/',
    headers: { 'x-amz-target': 'DynamoDB_20120810.PutItem' },
    body: JSON.stringify({ TableName: 'Sessions', Item }),
  });
  if (status === 200) process.stdout.write(`${n}\n`);
}
