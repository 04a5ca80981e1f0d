import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { routes } from '../../../../shared/contracts/routes.ts';
import { ApiProblem, isProblem } from '../../api-client/api-problem.ts';
import { useApi } from '../../api-client/use-api.ts';
import { useTell } from '../../design-system/notices.tsx';

type Command = 'claim' | 'release' | 'complete';

/** How a task is claimed, released and completed, and what the service said about the last time. */
export function useTaskCommands(taskId: string) {
  const api = useApi();
  const tell = useTell();
  const queries = useQueryClient();
  const [doing, setDoing] = useState<Command>();
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [problem, setProblem] = useState<string>();
  const during = async (command: Command, work: () => Promise<unknown>, done: string) => {
    setDoing(command);
    setErrors({});
    setProblem(undefined);
    try {
      await work();
      tell({ id: `task-${taskId}`, type: 'success', header: done });
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      if (command === 'complete') {
        setErrors(error instanceof ApiProblem ? fieldErrors(error) : {});
        setProblem(message);
      }
      // Whoever came first has closed the form: it is said where it can still be read.
      if (command !== 'complete' || isProblem(error, 'CONFLICT'))
        tell({ id: `task-${taskId}`, type: 'warning', header: `The task could not be ${command}d`, content: message });
    } finally {
      setDoing(undefined);
      await queries.invalidateQueries();
    }
  };
  const params = { taskId };
  return {
    doing,
    errors,
    problem,
    claim: () => during('claim', () => api.call(routes.claimManualTask, { params }), 'The task is yours'),
    release: () =>
      during('release', () => api.call(routes.releaseManualTask, { params }), 'Anybody may do the task now'),
    complete: (output: unknown) =>
      during(
        'complete',
        () => api.call(routes.completeManualTask, { params, body: { output } }),
        'The task is completed. Whoever asked for it goes on.',
      ),
  };
}

/** The service names the fields below `output`. */
function fieldErrors({ problem }: ApiProblem): Record<string, string> {
  return Object.fromEntries(
    (problem.errors ?? []).map(({ path, message }) => [path.replace(/^output\.?/, '').split('.')[0] ?? '', message]),
  );
}
