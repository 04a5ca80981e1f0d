import type { OperationName } from './requests.ts';
import { ServiceError } from './service-error.ts';

/** A token bucket: so many at once, so many more each second. */
type Bucket = { size: number; refillPerSecond: number };
export type Buckets = Partial<Record<OperationName, Bucket>>;

/** The quotas of an account in a smaller region, from the Step Functions guide (2023). */
export const SERVICE_BUCKETS: Buckets = {
  StartExecution: { size: 800, refillPerSecond: 150 },
  StopExecution: { size: 500, refillPerSecond: 25 },
  DescribeExecution: { size: 250, refillPerSecond: 10 },
  SendTaskSuccess: { size: 1_500, refillPerSecond: 300 },
  SendTaskFailure: { size: 1_500, refillPerSecond: 300 },
};

/** Refuses what passes the buckets, as the service does; an operation without a bucket is never refused. */
export function createThrottle(buckets: Buckets, clock: { now: () => number }): (operation: OperationName) => void {
  const levels = new Map<OperationName, { left: number; at: number }>();
  return (operation) => {
    const bucket = buckets[operation];
    if (bucket === undefined) return;
    const now = clock.now();
    const level = levels.get(operation) ?? { left: bucket.size, at: now };
    const left = Math.min(bucket.size, level.left + ((now - level.at) / 1_000) * bucket.refillPerSecond);
    levels.set(operation, { left: left < 1 ? left : left - 1, at: now });
    if (left < 1) throw new ServiceError('ThrottlingException', `Rate exceeded (${operation}).`);
  };
}
