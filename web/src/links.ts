/** Every address that the console builds. */
export const links = {
  home: () => '/',
  sessions: () => '/sessions',
  session: (sessionId: string) => `/sessions/${encodeURIComponent(sessionId)}`,
  entry: (sessionId: string, seq: number) => `${links.session(sessionId)}?entry=${seq}`,
  tasks: () => '/tasks',
  task: (taskId: string) => `/tasks/${encodeURIComponent(taskId)}`,
  workflows: () => '/workflows',
  jobs: (query = '') => `/jobs${query}`,
  job: (jobId: string) => `/jobs/${encodeURIComponent(jobId)}`,
  agents: () => '/agents',
  newAgent: () => '/agents/new',
  agent: (agentId: string) => `/agents/${encodeURIComponent(agentId)}`,
  signInCallback: () => '/sign-in/callback',
  signInFrame: () => '/sign-in/frame',
  signInWindow: () => '/sign-in/window',
};
