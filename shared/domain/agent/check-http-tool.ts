import { bodyTexts } from './http-tool-body.ts';
import { fitsHeader, isReservedHeader } from './http-tool-headers.ts';
import { HostNotFixed, splitToolUrl } from './http-tool-url.ts';
import { refusedUrl, type UrlRefusal } from './refused-url.ts';
import { templateSecrets, templateVariables } from './template.ts';
import type { HttpTool } from './tool.ts';

type Problem = { path: string; message: string };

/** Why a tool's address is refused, told to whoever saves it. */
export const URL_REFUSALS: Record<UrlRefusal, string> = {
  NOT_A_URL: 'This is not a URL. Write it as https://host/path.',
  SCHEME: 'Only http and https addresses may be called. Begin it with https://.',
  CREDENTIALS: 'The URL has a user name or password in it. Send credentials in a header.',
  ADDRESS:
    'This is a loopback, private or reserved address, which tools may not reach. Use a public host; on a laptop, name its host:port in TOOL_HOSTS_ALLOWED.',
};

/**
 * What is wrong with an `http` tool, for whoever saves it; empty when nothing is. `path` leads from the tool to the fault.
 * `allowed` holds the `host:port` pairs that may be called although they are loopback or private.
 */
export function checkHttpTool(
  tool: HttpTool,
  { allowed = new Set() }: { allowed?: ReadonlySet<string> } = {},
): Problem[] {
  return [...urlProblems(tool.url, allowed), ...headerProblems(tool), ...bodyProblems(tool), ...unknownVariables(tool)];
}

function urlProblems(url: string, allowed: ReadonlySet<string>): Problem[] {
  const parts = splitToolUrl(url);
  // Credentials and other schemes have no fixed host either, but deserve their own sentence.
  const refusal = refusedUrl(parts?.origin ?? url, allowed);
  if (refusal !== undefined && !url.includes('{{')) return [{ path: 'url', message: URL_REFUSALS[refusal] }];
  if (parts === undefined) return [{ path: 'url', message: new HostNotFixed().message }];
  if (refusal !== undefined) return [{ path: 'url', message: URL_REFUSALS[refusal] }];
  if (templateSecrets(url).length > 0) {
    return [{ path: 'url', message: 'A secret in the URL would be kept with the call. Send it in a header.' }];
  }
  const rest = `${parts.path}${parts.query}`.replace(/\{\{\s*\w+\s*\}\}/g, '');
  if (rest.includes('{{') || rest.includes('}}')) {
    return [{ path: 'url', message: 'There is a template that is not written as {{ name }}.' }];
  }
  return [];
}

/** What is wrong with the headers that a tool sends. */
export function headerProblems({ headers = {} }: Pick<HttpTool, 'headers'>): Problem[] {
  return Object.entries(headers).flatMap(([name, value]) => {
    const path = `headers.${name}`;
    if (isReservedHeader(name)) return [{ path, message: `The header ${name} is set by the product. Remove it.` }];
    if (!fitsHeader(value)) {
      return [{ path, message: 'A header is one line of Latin letters. Remove line breaks and other characters.' }];
    }
    return [];
  });
}

function bodyProblems({ method, body }: HttpTool): Problem[] {
  const secret = bodyTexts(body).find(({ text }) => templateSecrets(text).length > 0);
  if (secret !== undefined) {
    return [{ path: secret.path, message: 'A secret in the body would be kept with the call. Send it in a header.' }];
  }
  if (body === undefined || (method !== 'GET' && method !== 'HEAD')) return [];
  return [{ path: 'body', message: `A ${method} has no body. Remove it, or use POST.` }];
}

function unknownVariables({ url, headers = {}, body, inputSchema }: HttpTool): Problem[] {
  if (inputSchema === undefined) return [];
  const { properties } = inputSchema;
  const known = typeof properties === 'object' && properties !== null ? properties : {};
  const texts = [
    { path: 'url', text: url },
    ...Object.entries(headers).map(([name, text]) => ({ path: `headers.${name}`, text })),
    ...bodyTexts(body),
  ];
  return texts.flatMap(({ path, text }) =>
    templateVariables(text)
      .filter((name) => !Object.hasOwn(known, name))
      .map((name) => ({
        path,
        message: `{{ ${name} }} is not a property of inputSchema. Add it there, or remove it.`,
      })),
  );
}
