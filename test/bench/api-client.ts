import { Agent, request } from 'node:http';

// biome-ignore lint/suspicious/noExplicitAny: the bench reads answers as they come.
type Json = any;
export type ApiClient = Awaited<ReturnType<typeof openApiClient>>;

/** An admin of the tenant `demo` with kept-alive connections; cheaper than `fetch`, as it shares the machine with the product. */
export async function openApiClient(address: string) {
  const agent = new Agent({ keepAlive: true });
  const { hostname, port } = new URL(address);
  let headers: Record<string, string> = {};

  function send(method: string, path: string, body?: unknown): Promise<{ status: number; body: Json }> {
    const text = body === undefined ? undefined : JSON.stringify(body);
    const type =
      text === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) };
    return new Promise((resolve, reject) => {
      const options = { hostname, port, path, method, agent, headers: { ...headers, ...type } };
      const sent = request(options, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const answer = Buffer.concat(chunks).toString();
          resolve({ status: response.statusCode ?? 0, body: answer === '' ? undefined : JSON.parse(answer) });
        });
      });
      sent.on('error', reject);
      sent.end(text);
    });
  }

  const token = await send('POST', '/local/token', {});
  headers = { authorization: `Bearer ${token.body.access_token}` };
  return {
    /** The body of an answer below /api/v1; anything but success ends the bench. */
    async ask(method: string, path: string, body?: unknown): Promise<Json> {
      const answer = await send(method, `/api/v1${path}`, body);
      if (answer.status >= 300)
        throw new Error(`${method} ${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`);
      return answer.body;
    },
    close: () => agent.destroy(),
  };
}
