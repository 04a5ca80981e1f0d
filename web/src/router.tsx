import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { SessionListPage } from './pages/session-list/session-list-page.tsx';
import { ConsoleShell } from './shell/console-shell.tsx';
import { HomePage } from './shell/home-page.tsx';
import { NotFoundPage } from './shell/not-found-page.tsx';
import { PageProblem } from './shell/page-problem.tsx';

const root = createRootRoute({ component: ConsoleShell, notFoundComponent: NotFoundPage, errorComponent: PageProblem });

const routeTree = root.addChildren([
  createRoute({ getParentRoute: () => root, path: '/', component: HomePage }),
  createRoute({ getParentRoute: () => root, path: '/sessions', component: SessionListPage }),
  createRoute({
    getParentRoute: () => root,
    path: '/sessions/$sessionId',
    component: lazyRouteComponent(() => import('./pages/session-detail/session-detail-page.tsx'), 'SessionDetailPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/agents',
    component: lazyRouteComponent(() => import('./pages/agent-list/agent-list-page.tsx'), 'AgentListPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/agents/new',
    component: lazyRouteComponent(() => import('./pages/agent-editor/agent-editor-page.tsx'), 'NewAgentPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/agents/$agentId',
    component: lazyRouteComponent(() => import('./pages/agent-editor/agent-editor-page.tsx'), 'AgentEditorPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/tasks',
    component: lazyRouteComponent(() => import('./pages/task-list/task-list-page.tsx'), 'TaskListPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/tasks/$taskId',
    component: lazyRouteComponent(() => import('./pages/task-detail/task-detail-page.tsx'), 'TaskDetailPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/triggers',
    component: lazyRouteComponent(() => import('./pages/trigger-list/trigger-list-page.tsx'), 'TriggerListPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/triggers/new',
    component: lazyRouteComponent(() => import('./pages/trigger-editor/trigger-editor-page.tsx'), 'NewTriggerPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/triggers/$triggerId',
    component: lazyRouteComponent(() => import('./pages/trigger-editor/trigger-editor-page.tsx'), 'TriggerEditorPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/secrets',
    component: lazyRouteComponent(() => import('./pages/secret-list/secret-list-page.tsx'), 'SecretListPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/models',
    component: lazyRouteComponent(() => import('./pages/model-list/model-list-page.tsx'), 'ModelListPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/models/new',
    component: lazyRouteComponent(() => import('./pages/model-editor/model-editor-page.tsx'), 'NewModelPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/models/$modelKey',
    component: lazyRouteComponent(() => import('./pages/model-editor/model-editor-page.tsx'), 'ModelEditorPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/workflows',
    component: lazyRouteComponent(() => import('./pages/workflow-list/workflow-list-page.tsx'), 'WorkflowListPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/workflows/new',
    component: lazyRouteComponent(() => import('./pages/workflow-editor/workflow-editor-page.tsx'), 'NewWorkflowPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/workflows/$workflowId',
    component: lazyRouteComponent(
      () => import('./pages/workflow-editor/workflow-editor-page.tsx'),
      'WorkflowEditorPage',
    ),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/jobs',
    component: lazyRouteComponent(() => import('./pages/job-list/job-list-page.tsx'), 'JobListPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/jobs/$jobId',
    component: lazyRouteComponent(() => import('./pages/job-detail/job-detail-page.tsx'), 'JobDetailPage'),
  }),
]);

/** The console's pages by address. A query is plain text, so that an address can be read, typed and shared. */
export const router = createRouter({
  routeTree,
  parseSearch: (search) => Object.fromEntries(new URLSearchParams(search)),
  stringifySearch: (search) => {
    const text = new URLSearchParams(
      Object.entries(search).flatMap(([name, value]) =>
        typeof value === 'string' && value !== '' ? [[name, value]] : [],
      ),
    ).toString();
    return text === '' ? '' : `?${text}`;
  },
  scrollRestoration: false,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
