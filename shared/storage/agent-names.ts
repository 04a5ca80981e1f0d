import { Conflict } from '../contracts/refusal.ts';
import { type NameClaimDeps, nameClaims } from './name-claims.ts';
import { keys } from './table-keys.ts';

type Deps = NameClaimDeps & {
  /** Whether the agent is there, under this name. */
  hasName: (agentId: string, name: AgentName) => Promise<boolean>;
};
export type AgentName = { tenantId: string; project: string; name: string };

/** The same name may be typed in two Unicode forms. */
export function isSameName(one: Omit<AgentName, 'tenantId'>, other: Omit<AgentName, 'tenantId'>): boolean {
  return one.project === other.project && one.name.normalize('NFC') === other.name.normalize('NFC');
}

/** Who has a name in a project. */
export function agentNames({ hasName, ...deps }: Deps) {
  return nameClaims<AgentName>(deps, {
    keyOf: ({ tenantId, project, name }) => ({
      pk: keys.agentNames(tenantId),
      sk: keys.agentName(project, name.normalize('NFC')),
    }),
    holder: 'agentId',
    hasName,
    taken: ({ project, name }) =>
      new Conflict(`An agent named "${name}" is in the project "${project}" already. Choose another name.`),
  });
}
