import type { Billed, Price } from './prices.ts';

/** How much of what, by what it is billed as; absent: none. */
export type Amounts = Partial<Record<Billed, number>>;

/** A line of a bill: what one session takes, and what so many sessions cost. */
export type BillLine = { billed: Billed; amount: number; usd: number };

/** What `sessions` sessions cost that take these amounts each, dearest first. */
export function billOf(
  amounts: Amounts,
  sessions: number,
  prices: Record<Billed, Pick<Price, 'usd' | 'per'>>,
): BillLine[] {
  const lines = (Object.entries(amounts) as [Billed, number][]).map(([billed, amount]) => {
    const { usd, per } = prices[billed];
    return { billed, amount, usd: (amount / per) * usd * sessions };
  });
  return lines.toSorted((a, b) => b.usd - a.usd);
}

/** US dollars of a whole bill. */
export function sumOf(bill: readonly BillLine[]): number {
  return bill.reduce((sum, { usd }) => sum + usd, 0);
}
