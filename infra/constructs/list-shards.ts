import type { Deployment } from './deployment.ts';
import type { ServiceFunction } from './service-function.ts';

/** Tells a function that reads lists, or puts something into them, into how many partitions they are spread. */
export function tellListShards(fn: ServiceFunction, { listShards }: Deployment): void {
  fn.tell('LIST_SHARDS', JSON.stringify(listShards));
}
