import * as z from 'zod';
import { defineRoute } from './route.ts';

/** One kind of what is spent, on one day, by all sessions of a tenant together. */
const spentOfDaySchema = z.object({
  limit: z.number().nullable().meta({ description: 'Null: the deployment sets none.' }),
  leased: z
    .number()
    .meta({ description: 'What sessions have spent, and what those that live still hold to spend it.' }),
  spent: z.number().meta({ description: 'Of it, what sessions have spent that hold nothing any more.' }),
});

export const budgetRoutes = {
  getBudget: defineRoute({
    operationId: 'getBudget',
    method: 'GET',
    path: '/budget',
    summary: "Tell how the tenant's budget of today stands",
    tag: 'Sessions',
    permission: 'sessions:read',
    servedBy: 'read',
    status: 200,
    response: z
      .object({
        day: z.iso.date().meta({ description: 'Today, in UTC.' }),
        endsAt: z.iso.datetime({ precision: 3 }),
        tokens: spentOfDaySchema,
        costUsd: spentOfDaySchema,
      })
      .meta({ id: 'Budget' }),
  }),
};
