/**
 * What one partition of a table or an index takes a second: 1,000 write units and 3,000 read units. Amazon DynamoDB Developer
 * Guide, "Best practices for designing and using partition keys effectively".
 */
export const PARTITION_WRITE_UNITS = 1_000;

/**
 * Write units of one session on the busiest partition of its tenant's lists: its entry is put when it is PENDING, and written
 * again when it is RUNNING and when it has ended, since every index shows the status. Sessions that wait or are paused cost one
 * more each time that their status changes. The simulation of the partitions checks the number.
 */
export const LIST_WRITE_UNITS_A_SESSION = 3;

/** Half of what a partition takes stays free, for bursts, for steering, and since a hash spreads evenly only on average. */
const FILLED_TO = 0.5;

/** How many list shards a tenant needs that starts so many sessions a second. Above 64 it is more than the setting takes. */
export function listShardsFor(startsPerSecond: number): number {
  return Math.max(1, Math.ceil((startsPerSecond * LIST_WRITE_UNITS_A_SESSION) / (PARTITION_WRITE_UNITS * FILLED_TO)));
}
