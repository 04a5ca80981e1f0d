/** US dollars: `$3`, `$0.30`, `$0.0375`. `digits`: after the point, at most. */
export function dollarsText(usd: number, digits = 6): string {
  const minimumFractionDigits = Number.isInteger(usd) ? 0 : 2;
  return `$${usd.toLocaleString('en', { minimumFractionDigits, maximumFractionDigits: digits })}`;
}
