import { bodyTexts, renderToolBody } from '../domain/agent/http-tool-body.ts';
import { isReservedHeader } from '../domain/agent/http-tool-headers.ts';
import { renderToolUrl } from '../domain/agent/http-tool-url.ts';
import { templateSecrets } from '../domain/agent/template.ts';
import type { HttpTool } from '../domain/agent/tool.ts';
import { fillSecretHeaders, SecretNotUsable, type SecretReader } from './secret-headers.ts';

export type HttpToolRequest = { url: URL; method: string; headers: Record<string, string>; body?: string };

const USER_AGENT = 'agent-sessions/0.1';

export type RequestedCall = {
  tenantId: string;
  tool: HttpTool;
  args: Record<string, unknown>;
  /** The same for every attempt of one call, so that a service may see a repetition. */
  idempotencyKey: string;
  /** By which the service's own spans join the session's trace (W3C Trace Context). */
  traceparent?: string | undefined;
};

/**
 * The request that a call of an `http` tool makes. Arguments that are not given have the default of the tool's input schema.
 * @throws SecretNotUsable, HostNotFixed, UnfitTemplateValue, UnknownTemplateVariable
 */
export async function httpToolRequest(
  { tenantId, tool, args, idempotencyKey, traceparent }: RequestedCall,
  deps: { secrets: SecretReader },
): Promise<HttpToolRequest> {
  const [misplaced] = misplacedSecrets(tool);
  if (misplaced !== undefined) {
    throw new SecretNotUsable(misplaced, `The secret ${misplaced} may stand in a header only. Move it there.`);
  }
  const values = { ...defaultsOf(tool), ...args };
  const url = renderToolUrl(tool.url, values);
  const own = Object.entries(tool.headers ?? {}).filter(([name]) => !isReservedHeader(name));
  const asked = { tenantId, headers: Object.fromEntries(own), origin: url.origin, args: values };
  const { headers } = await fillSecretHeaders(asked, deps);
  const content = contentOf(tool, args, values);
  return {
    url,
    method: tool.method,
    headers: {
      accept: 'application/json, */*;q=0.5',
      'user-agent': USER_AGENT,
      ...content.headers,
      ...lowerCased(headers),
      'idempotency-key': idempotencyKey,
      ...(traceparent === undefined ? {} : { traceparent }),
    },
    ...(content.body !== undefined && { body: content.body }),
  };
}

function misplacedSecrets({ url, body }: HttpTool): string[] {
  return [url, ...bodyTexts(body).map(({ text }) => text)].flatMap(templateSecrets);
}

function defaultsOf({ inputSchema }: HttpTool): Record<string, unknown> {
  const properties = inputSchema?.properties;
  if (typeof properties !== 'object' || properties === null) return {};
  return Object.fromEntries(
    Object.entries(properties).flatMap(([name, property]) =>
      typeof property === 'object' && property !== null && 'default' in property ? [[name, property.default]] : [],
    ),
  );
}

type Content = { headers: Record<string, string>; body?: string };

function contentOf(tool: HttpTool, args: Record<string, unknown>, values: Record<string, unknown>): Content {
  if (tool.method === 'GET' || tool.method === 'HEAD') return { headers: {} };
  if (tool.body === undefined && tool.method === 'DELETE') return { headers: {} };
  const body = tool.body === undefined ? args : renderToolBody(tool.body, values);
  return typeof body === 'string'
    ? { headers: { 'content-type': 'text/plain; charset=utf-8' }, body }
    : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

function lowerCased(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
