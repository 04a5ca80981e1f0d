/** A person of the demo, for the page that asks who signs in. */
export type DemoUser = { tenant: string; user: string; role: string; about: string };

export const DEMO_USERS: DemoUser[] = [
  { tenant: 'demo', user: 'ada', role: 'admin', about: 'may do everything' },
  { tenant: 'demo', user: 'olga', role: 'operator', about: 'starts, pauses and cancels sessions' },
  { tenant: 'demo', user: 'bo', role: 'builder', about: 'builds agents, triggers and workflows' },
  { tenant: 'demo', user: 'vic', role: 'viewer', about: 'watches sessions' },
  { tenant: 'demo', user: 'tom', role: 'task-worker', about: 'completes tasks in the Work Center' },
  { tenant: 'other', user: 'nia', role: 'admin', about: 'sees nothing of the tenant demo' },
];

/** Names a demo user in forms and in the cookie. */
export function demoUserKey({ tenant, user }: DemoUser): string {
  return `${tenant}.${user}`;
}

export function findDemoUser(key: string | undefined): DemoUser | undefined {
  return DEMO_USERS.find((candidate) => demoUserKey(candidate) === key);
}
