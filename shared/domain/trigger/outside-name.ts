/** Name of a trigger's rule or schedule: at most 63 of the 64 characters that both may have. */
export function outsideName({ tenantId, triggerId }: { tenantId: string; triggerId: string }): string {
  return `${tenantId}.${triggerId}`;
}
