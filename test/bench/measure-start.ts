import { join } from 'node:path';
import { type Figure, percentile } from './figure.ts';
import { startProduct } from './product-process.ts';

const STARTS = 5;

/** From the spawn to the line that begins with `ready`, each time with a new data folder. */
export async function measureStart(folder: string): Promise<Figure[]> {
  return [
    { name: '`npm start` to ready, median', value: await medianStart(folder, true), unit: 'ms' },
    { name: 'the same without npm', value: await medianStart(folder, false), unit: 'ms', goal: '<= 600' },
  ];
}

/** By `npm start`, or by node alone; in milliseconds. */
export async function medianStart(folder: string, byNpm: boolean): Promise<number> {
  const times: number[] = [];
  for (let start = 0; start < STARTS; start += 1) {
    const product = await startProduct({ dataDir: join(folder, `start-${byNpm}-${start}`), byNpm });
    times.push(product.readyMs);
    await product.stop();
  }
  return percentile(times, 0.5);
}
