import type { TokenPrices } from '../../../shared/domain/session/token-prices.ts';
import { dollarsText } from '../text/dollars-text.ts';

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
