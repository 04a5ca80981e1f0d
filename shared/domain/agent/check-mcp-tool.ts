import { headerProblems, URL_REFUSALS } from './check-http-tool.ts';
import { refusedUrl } from './refused-url.ts';
import { templateVariables } from './template.ts';
import type { McpTool } from './tool.ts';

type Problem = { path: string; message: string };

/** Longer names leave too little of the 64 characters of a called name to what the server calls its tools. */
const MAX_NAME = 40;

/**
 * What is wrong with an `mcp` tool before its server is asked, for whoever saves it; empty when nothing is.
 * `allowed` holds the `host:port` pairs that may be called although they are loopback or private.
 */
export function checkMcpTool(tool: McpTool, { allowed }: { allowed: ReadonlySet<string> }): Problem[] {
  return [...nameProblems(tool), ...urlProblems(tool, allowed), ...headerProblems(tool), ...protocolProblems(tool)];
}

function nameProblems({ name, inputSchema }: McpTool): Problem[] {
  const problems: Problem[] = [];
  if (name.length > MAX_NAME) {
    const message = `The name of an MCP server has at most ${MAX_NAME} characters, as its tools are called <name>__<tool>.`;
    problems.push({ path: 'name', message });
  }
  if (inputSchema !== undefined) {
    problems.push({ path: 'inputSchema', message: 'The server says what its tools take. Leave the inputSchema out.' });
  }
  return problems;
}

function urlProblems({ url }: McpTool, allowed: ReadonlySet<string>): Problem[] {
  if (/\{\{|\}\}/.test(url)) return [{ path: 'url', message: "A server's url holds no templates. Write it out." }];
  const refusal = refusedUrl(url, allowed);
  return refusal === undefined ? [] : [{ path: 'url', message: URL_REFUSALS[refusal] }];
}

/** The protocol has headers of its own, and a header is the same for every tool: there are no arguments to put into it. */
function protocolProblems({ headers = {} }: McpTool): Problem[] {
  return Object.entries(headers).flatMap(([header, text]) => {
    const path = `headers.${header}`;
    if (/^(mcp-.*|accept|content-type|last-event-id)$/i.test(header)) {
      return [{ path, message: `The header ${header} is set by the protocol. Remove it.` }];
    }
    return templateVariables(text).map((name) => ({
      path,
      message: `{{ ${name} }} has no value here: the headers are the same for every tool of the server. Write it out, or use {{ secret:NAME }}.`,
    }));
  });
}
