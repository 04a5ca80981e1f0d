import { auditRoutes } from '../../../shared/contracts/audit-routes.ts';
import { budgetRoutes } from '../../../shared/contracts/budget-routes.ts';
import { systemRoutes } from '../../../shared/contracts/system-routes.ts';
import { serve } from '../http/operation.ts';
import { getBudget } from './get-budget.ts';
import { getMe } from './get-me.ts';
import { listAudit } from './list-audit.ts';

/** What is read of access: who calls, the tenant's budget and the audit trail. */
export const servedReads = [
  serve(systemRoutes.getMe, getMe),
  serve(budgetRoutes.getBudget, getBudget),
  serve(auditRoutes.listAudit, listAudit),
];
