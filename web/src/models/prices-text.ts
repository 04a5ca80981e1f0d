import type { TokenPrices } from '../../../shared/domain/session/token-prices.ts';

/** US dollars as price lists write them: `$3`, `$0.30`, `$0.0375`. */
export function dollarsText(usd: number): string {
  const isWhole = Number.isInteger(usd);
  return `$${usd.toLocaleString('en', { minimumFractionDigits: isWhole ? 0 : 2, maximumFractionDigits: 6 })}`;
}

/** `$3 in, $15 out per million tokens` */
export function pricesText(prices: TokenPrices | undefined): string {
  if (prices === undefined) return 'no prices';
  return `${dollarsText(prices.input)} in, ${dollarsText(prices.output)} out per million tokens`;
}

/** `$0.30 read, $3.75 written`; nothing where the cache costs what input costs. */
export function cachePricesText({ cachedInput, cacheWrite }: TokenPrices): string | undefined {
  const parts = [
    ...(cachedInput === undefined ? [] : [`${dollarsText(cachedInput)} read`]),
    ...(cacheWrite === undefined ? [] : [`${dollarsText(cacheWrite)} written`]),
  ];
  return parts.length === 0 ? undefined : parts.join(', ');
}
