import type { WantedBlock } from '../../../shared/domain/session/daily-allowance.ts';
import { type Drive, write } from './drive.ts';

/** Leases the block of the tenant's daily budget that the next model call needs: one request, and the write that begins the call. */
export async function leaseBudget(drive: Drive, wanted: WantedBlock) {
  const taken = await drive.deps.tenantBudget.take({ ...drive.key, ...wanted });
  const { day, lease, block } = wanted;
  if ('isFull' in taken) drive.deps.reportFailure("no room in the tenant's day", { ...drive.key, day });
  return write(drive, { type: 'take_block', run: drive.run, claim: drive.claim, day, lease, block, ...taken });
}
