import type { DatabaseSync } from 'node:sqlite';
import { Refused } from './refused.ts';

type Job = {
  /** Does the work; answers how to tell its outcome once it is on disk. @throws what is not the request's own fault */
  attempt: () => () => void;
  fail: (error: unknown) => void;
};

/**
 * Does what was asked for in one turn of the event loop together, in one transaction: the more people wait, the less each pays for
 * being on disk. What a request is refused for is its own; when the database fails, all of them do, and nothing is written.
 */
export function groupCommit(database: DatabaseSync) {
  const [begin, commit] = [database.prepare('BEGIN'), database.prepare('COMMIT')];
  let waiting: Job[] = [];

  function flush(): void {
    const jobs = waiting;
    waiting = [];
    if (jobs.length > 0) for (const tell of outcomes(jobs)) tell();
  }

  function outcomes(jobs: Job[]): (() => void)[] {
    try {
      begin.run();
      const told = jobs.map(({ attempt }) => attempt());
      commit.run();
      return told;
    } catch (error) {
      if (database.isTransaction) database.exec('ROLLBACK');
      return jobs.map(
        ({ fail }) =>
          () =>
            fail(error),
      );
    }
  }

  return {
    run<Value>(work: () => Value): Promise<Value> {
      const { promise, resolve, reject } = Promise.withResolvers<Value>();
      const attempt = () => {
        try {
          const value = work();
          return () => resolve(value);
        } catch (error) {
          if (!(error instanceof Refused)) throw error;
          return () => reject(error);
        }
      };
      if (waiting.push({ attempt, fail: reject }) === 1) setImmediate(flush);
      return promise;
    },
    /** Does at once what waits. */
    flush,
  };
}
