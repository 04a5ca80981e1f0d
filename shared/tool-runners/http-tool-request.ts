import { bodyTexts, renderToolBody } from '../domain/agent/http-tool-body.ts';
import { isReservedHeader, renderToolHeaders } from '../domain/agent/http-tool-headers.ts';
import { renderToolUrl } from '../domain/agent/http-tool-url.ts';
import { templateSecrets } from '../domain/agent/template.ts';
import type { HttpTool } from '../domain/agent/tool.ts';

/** A tool uses `{{ secret:NAME }}`, and there is no secret of that name. */
export class SecretMissing extends Error {
  readonly secret: string;
  constructor(secret: string) {
    super(`No secret ${secret} is configured. Configure it, or remove {{ secret:${secret} }} from the tool.`);
    this.name = 'SecretMissing';
    this.secret = secret;
  }
}

export type HttpToolRequest = { url: URL; method: string; headers: Record<string, string>; body?: string };

type Call = {
  tool: HttpTool;
  args: Record<string, unknown>;
  idempotencyKey: string;
  /** W3C Trace Context. */
  traceparent?: string | undefined;
};

const USER_AGENT = 'agent-sessions/0.1';

/**
 * The request that a call of an `http` tool makes. Arguments that are not given have the default of the tool's input schema.
 * @throws SecretMissing, HostNotFixed, UnfitTemplateValue, UnknownTemplateVariable
 */
export function httpToolRequest({ tool, args, idempotencyKey, traceparent }: Call): HttpToolRequest {
  const [secret] = secretsOf(tool);
  if (secret !== undefined) throw new SecretMissing(secret);
  const values = { ...defaultsOf(tool), ...args };
  const url = renderToolUrl(tool.url, values);
  const own = Object.entries(tool.headers ?? {}).filter(([name]) => !isReservedHeader(name));
  const content = contentOf(tool, args, values);
  return {
    url,
    method: tool.method,
    headers: {
      accept: 'application/json, */*;q=0.5',
      'user-agent': USER_AGENT,
      ...content.headers,
      ...lowerCased(renderToolHeaders(Object.fromEntries(own), values)),
      'idempotency-key': idempotencyKey,
      ...(traceparent === undefined ? {} : { traceparent }),
    },
    ...(content.body !== undefined && { body: content.body }),
  };
}

function secretsOf({ url, headers = {}, body }: HttpTool): string[] {
  const texts = [url, ...Object.values(headers), ...bodyTexts(body).map(({ text }) => text)];
  return texts.flatMap(templateSecrets);
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
