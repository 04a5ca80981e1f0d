import { isDeepStrictEqual } from 'node:util';
import { Forbidden } from '../../../shared/contracts/refusal.ts';
import type { Identity } from '../../../shared/domain/access/identity.ts';
import type { Agent, AgentDefinition, ApprovalWaiver } from '../../../shared/domain/agent/agent.ts';
import type { Tool } from '../../../shared/domain/agent/tool.ts';
import { type Unlabelled, unlabelledTools } from './unlabelled-tools.ts';

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
 * only an admin gives one, keeps it for a tool that does something else now, or takes the label from a destructive tool.
 * @throws Forbidden
 */
export function admitWaivers(definition: AgentDefinition, { before, caller, at }: Saving): Admitted {
  const isAdmin = caller.roles.includes('admin');
  const unlabelled = unlabelledTools(definition.tools, before?.tools ?? []);
  if (unlabelled[0] !== undefined && !isAdmin) throw unlabelledRefused(unlabelled[0]);
  const waivers = definition.tools.flatMap((tool, index): ApprovalWaiver[] => {
    if (tool.approvalWaiver === undefined) return [];
    const kept = keptWaiver(tool, before);
    if (kept !== undefined) return [kept];
    if (!isAdmin) throw refused(tool, index);
    const by = { userId: caller.userId, name: caller.name };
    return [{ tool: tool.name, reason: tool.approvalWaiver, by, at }];
  });
  const texts = [...changed(before?.approvalWaivers ?? [], waivers), ...unlabelled.map(told)];
  return {
    waivers: waivers.length > 0 ? waivers : undefined,
    reason: texts.length > 0 ? texts.join('\n') : undefined,
  };
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

function unlabelledRefused({ was, now, index }: Unlabelled): Forbidden {
  const what = was === now ? `the tool ${was} is destructive` : `${now} calls what the destructive tool ${was} calls`;
  return new Forbidden(
    'agents:write',
    `tools.${index}.destructive: ${what}, and only an admin may save it without the label. Set destructive to true, delete the tool, or ask an admin to save it.`,
  );
}

function told({ was, now }: Unlabelled): string {
  return `The tool ${was} is no longer destructive${was === now ? '' : ` when it is called as ${now}`}.`;
}

function changed(before: readonly ApprovalWaiver[], after: readonly ApprovalWaiver[]): string[] {
  const given = after.filter((waiver) => !before.some((one) => isDeepStrictEqual(one, waiver)));
  const ended = before.filter(({ tool }) => !after.some((one) => one.tool === tool));
  return [
    ...given.map(({ tool, reason }) => `Approval of ${tool} waived: ${reason}`),
    ...ended.map(({ tool }) => `The waiver of ${tool} ended.`),
  ];
}
