import { isDeepStrictEqual } from 'node:util';
import { Forbidden } from '../../../shared/contracts/refusal.ts';
import type { Identity } from '../../../shared/domain/access/identity.ts';
import type { Agent, AgentDefinition, ApprovalWaiver } from '../../../shared/domain/agent/agent.ts';
import type { Tool } from '../../../shared/domain/agent/tool.ts';

type Saving = {
  /** The agent that is replaced; undefined: it is created. */
  before: Agent | undefined;
  caller: Identity;
  /** ISO time of the save. */
  at: string;
};

type Admitted = {
  /** Undefined: none. */
  waivers: ApprovalWaiver[] | undefined;
  /** What this save changed about them, for the audit trail; undefined: nothing. */
  reason: string | undefined;
};

/**
 * Who waived the approval of which destructive tool. Anybody who may save keeps a waiver of a tool that is exactly as it was;
 * only an admin gives one, or keeps it for a tool that does something else now.
 * @throws Forbidden
 */
export function admitWaivers(definition: AgentDefinition, { before, caller, at }: Saving): Admitted {
  const waivers = definition.tools.flatMap((tool, index): ApprovalWaiver[] => {
    if (tool.approvalWaiver === undefined) return [];
    const kept = keptWaiver(tool, before);
    if (kept !== undefined) return [kept];
    if (!caller.roles.includes('admin')) throw refused(tool, index);
    const by = { userId: caller.userId, name: caller.name };
    return [{ tool: tool.name, reason: tool.approvalWaiver, by, at }];
  });
  return { waivers: waivers.length > 0 ? waivers : undefined, reason: changed(before?.approvalWaivers ?? [], waivers) };
}

function keptWaiver(tool: Tool, before: Agent | undefined): ApprovalWaiver | undefined {
  const same = before?.tools.find(({ name }) => name === tool.name);
  if (same === undefined || !isDeepStrictEqual(asWritten(same), asWritten(tool))) return undefined;
  return before?.approvalWaivers?.find((waiver) => waiver.tool === tool.name);
}

/** Without what a server told of its tools: what changes there has to be accepted, and that by an admin. */
function asWritten(tool: Tool): Tool {
  return tool.kind === 'mcp' ? { ...tool, discovered: undefined } : { ...tool };
}

function refused({ name }: Tool, index: number): Forbidden {
  return new Forbidden(
    'agents:write',
    `tools.${index}.approvalWaiver: only an admin may waive the approval of the destructive tool ${name}, and a waiver holds only while the tool stays as it is. Leave the waiver out, undo the change of the tool, or ask an admin to save it.`,
  );
}

function changed(before: readonly ApprovalWaiver[], after: readonly ApprovalWaiver[]): string | undefined {
  const given = after.filter((waiver) => !before.some((one) => isDeepStrictEqual(one, waiver)));
  const ended = before.filter(({ tool }) => !after.some((one) => one.tool === tool));
  const texts = [
    ...given.map(({ tool, reason }) => `Approval of ${tool} waived: ${reason}`),
    ...ended.map(({ tool }) => `The waiver of ${tool} ended.`),
  ];
  return texts.length > 0 ? texts.join('\n') : undefined;
}
