import { DynamoDBClient, GetItemCommand, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { awsServiceRoute } from '../../../infra/local/emulators/http-api/aws-service.ts';
import type { LocalRequest } from '../../../infra/local/emulators/local-service.ts';
import { aFront } from './a-front.ts';

const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };

describe('the AWS protocols on the front', () => {
  it('reach the service that the target names, from an ordinary SDK client', async () => {
    const seen: LocalRequest[] = [];
    const front = await aFront({
      services: {
        DynamoDB_20120810: async (request) => {
          seen.push(request);
          const headers = { 'content-type': 'application/x-amz-json-1.0' };
          if (request.headers['x-amz-target'] !== 'DynamoDB_20120810.ListTables') {
            const fault = { __type: 'com.amazonaws.dynamodb.v20120810#ResourceNotFoundException', message: 'no table' };
            return { status: 400, headers, body: JSON.stringify(fault) };
          }
          return { status: 200, headers, body: JSON.stringify({ TableNames: ['Sessions'] }) };
        },
      },
    });
    const client = new DynamoDBClient({ endpoint: front.address, region: 'local', credentials });
    expect((await client.send(new ListTablesCommand({ Limit: 3 }))).TableNames).toEqual(['Sessions']);
    expect(seen[0]).toMatchObject({ method: 'POST', path: '/' });
    expect(JSON.parse(String(seen[0]!.body))).toEqual({ Limit: 3 });
    const missing = client.send(new GetItemCommand({ TableName: 'None', Key: { pk: { S: 'a' } } }));
    await expect(missing).rejects.toMatchObject({ name: 'ResourceNotFoundException', message: 'no table' });
    client.destroy();
  });

  it.each(['AWSOther.DoThings', 'constructor.name', '__proto__.a', ''])(
    'refuse the unknown target %s',
    async (target) => {
      const front = await aFront({ services: {} });
      const answer = await fetch(`${front.address}/`, {
        method: 'POST',
        headers: { 'x-amz-target': target },
        body: '{}',
      });
      expect(answer.status).toBe(400);
      expect(await answer.json()).toMatchObject({ __type: 'UnknownOperationException' });
    },
  );

  it('answer 500 when a service fails, and report it', async () => {
    const front = await aFront({ services: { Broken: async () => Promise.reject(new Error('secret')) } });
    const answer = await fetch(`${front.address}/`, { method: 'POST', headers: { 'x-amz-target': 'Broken.A' } });
    expect([answer.status, front.errors.length]).toEqual([500, 1]);
    expect(await answer.text()).not.toMatch(/secret/);
  });

  it('reach a REST service with path and query as sent', async () => {
    const seen: LocalRequest[] = [];
    const scheduler = async (request: LocalRequest) => {
      seen.push(request);
      return { status: 200, headers: { 'content-type': 'application/json' }, body: '{}' };
    };
    const front = await aFront({ extra: [awsServiceRoute('/schedules/{name}', scheduler)] });
    await fetch(`${front.address}/schedules/a%2Fb?groupName=g`, { method: 'DELETE' });
    expect(seen).toMatchObject([{ method: 'DELETE', path: '/schedules/a%2Fb?groupName=g' }]);
  });
});

describe("a handler of the laptop's own", () => {
  it('is given parameters, query, headers, cookies and body', async () => {
    const front = await aFront({
      extra: [
        {
          method: 'ANY',
          path: '/local/demo/{name}/{rest+}',
          handle: ({ body, headers, ...request }) => ({
            status: 202,
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify({
              ...request,
              query: [...request.query],
              body: body.toString(),
              type: headers['content-type'],
            }),
          }),
        },
      ],
      newRequestId: () => 'request-3',
    });
    const answer = await fetch(`${front.address}/local/demo/a%20b/c/d?x=1&x=2`, {
      method: 'PUT',
      headers: { cookie: 'a=1; b=2', 'content-type': 'text/plain' },
      body: 'hi',
    });
    expect(answer.status).toBe(202);
    expect(await answer.json()).toEqual({
      method: 'PUT',
      url: '/local/demo/a%20b/c/d?x=1&x=2',
      path: '/local/demo/a b/c/d',
      params: { name: 'a b', rest: 'c/d' },
      query: [
        ['x', '1'],
        ['x', '2'],
      ],
      cookies: ['a=1', 'b=2'],
      body: 'hi',
      type: 'text/plain',
      requestId: 'request-3',
    });
  });
});
