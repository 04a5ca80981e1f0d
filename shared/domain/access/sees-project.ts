import type { Identity } from './identity.ts';

/** Whether the caller may see what belongs to the project. Judged at read time: a new grant shows what was there before. */
export function seesProject({ projects }: Pick<Identity, 'projects'>, project: string): boolean {
  return projects === '*' || projects.includes(project);
}
