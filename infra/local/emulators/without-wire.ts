/** What an SDK client adds to a request for networks, servers and logs. */
const FOR_THE_WIRE = [
  ...['loggerMiddleware', 'getUserAgentMiddleware', 'hostHeaderMiddleware', 'recursionDetectionMiddleware'],
  ...['contentLengthMiddleware', 'httpSigningMiddleware'],
];

type SdkClient = { middlewareStack: { remove: (name: string) => boolean } };

/** Spares a client of a service in this process what nobody looks at there: a third of what the client costs a request. */
export function withoutWire<Client extends SdkClient>(client: Client): Client {
  for (const name of FOR_THE_WIRE) client.middlewareStack.remove(name);
  return client;
}
