import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import axe from 'axe-core';
import { chromium, type Page } from 'playwright-core';
import { SITE_FOLDER } from '../../infra/console/console-site.ts';
import { DEMO_AGENTS } from '../../infra/local/seed/demo-ids.ts';
import { BROWSER_FLAGS, browserPath } from '../builders/browser-path.ts';
import { openApiClient } from './api-client.ts';
import { type Figure, percentile, timeOf, timesOf } from './figure.ts';
import { startProduct } from './product-process.ts';
import { seedSessions } from './seed-sessions.ts';

const SESSIONS = 10_000;
const ENTRIES = 2_000;
const LOADS = 5;
const CHANGES = 10;
const SCROLLS = 60;

/** The console in a browser, over many sessions and one long activity; no figures where there is no browser. */
export async function measureConsole(folder: string): Promise<Figure[]> {
  if (browserPath === undefined) return [];
  const dataDir = join(folder, 'console');
  const long = await seedSessions(dataDir, { sessions: SESSIONS, entries: ENTRIES });
  const product = await startProduct({ dataDir });
  const browser = await chromium.launch({ executablePath: browserPath, args: BROWSER_FLAGS });
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    const files: string[] = [];
    let needed = 0;
    page.on('request', (request) => {
      const [, file] = /\/assets\/(.*\.(?:js|css))$/.exec(request.url()) ?? [];
      if (file !== undefined) files.push(file);
    });
    page.on('response', (response) => {
      // What was asked for until then is what the first rows need.
      if (needed === 0 && response.url().includes('/api/v1/sessions?')) needed = files.length;
    });
    await page.goto(product.address);
    await page.locator('button[value="demo.ada"]').click();
    await page.locator('tbody a').first().waitFor();
    return [
      ...sizes(files.slice(0, needed), files),
      ...(await firstRows(page, product.address)),
      await brokenRules(page),
      ...(await changes(page, product.address)),
      ...(await longActivity(page, `${product.address}/sessions/${long}`)),
    ];
  } finally {
    await browser.close();
    await product.stop();
  }
}

function sizes(needed: readonly string[], all: readonly string[]): Figure[] {
  const kb = (files: readonly string[], kind: string) =>
    [...new Set(files)]
      .filter((file) => file.endsWith(kind))
      .reduce((sum, file) => sum + gzipSync(readFileSync(join(SITE_FOLDER, 'assets', file))).length / 1_000, 0);
  return [
    { name: 'console: script before the first rows, gzip', value: kb(needed, '.js'), unit: 'kB', goal: '<= 330' },
    { name: 'console: styles before the first rows, gzip', value: kb(needed, '.css'), unit: 'kB' },
    { name: 'console: script of the whole first page, gzip', value: kb(all, '.js'), unit: 'kB' },
  ];
}

async function firstRows(page: Page, address: string): Promise<Figure[]> {
  const times: number[] = [];
  for (let load = 0; load < LOADS; load += 1) {
    times.push(
      await timeOf(async () => {
        await page.goto(`${address}/sessions`);
        await page.locator('tbody a').first().waitFor();
      }),
    );
  }
  const value = percentile(times, 0.5);
  return [{ name: 'console: reload to first rows of 10,000, p50', value, unit: 'ms', goal: '<= 1000' }];
}

/** By axe, on the list with its rows; test/e2e/console/look.test.ts asks it on every page. */
async function brokenRules(page: Page): Promise<Figure> {
  await page.evaluate(axe.source);
  const value = Number(await page.evaluate('axe.run(document).then(({ violations }) => violations.length)'));
  return { name: 'console: accessibility rules that the list breaks', value, unit: 'rules', goal: '<= 0' };
}

/** From the answer to a start until its row is there. */
async function changes(page: Page, address: string): Promise<Figure[]> {
  const client = await openApiClient(address);
  // The seeded sessions have times of their own: by agent, the new ones are on the first page.
  await page.goto(`${address}/sessions?agentId=${DEMO_AGENTS.interfaceHealthCheck}`);
  const times: number[] = [];
  for (let change = 0; change < CHANGES; change += 1) {
    const { sessionId } = await client.ask('POST', `/agents/${DEMO_AGENTS.interfaceHealthCheck}/run`);
    times.push(await timeOf(() => page.locator(`a[href="/sessions/${sessionId}"]`).first().waitFor()));
  }
  client.close();
  return timesOf('console: a start to its row', times, '<= 2500');
}

async function longActivity(page: Page, address: string): Promise<Figure[]> {
  const paint = await timeOf(async () => {
    await page.goto(address);
    await page.locator('.entry').first().waitFor();
  });
  await page.getByText(`(${ENTRIES})`).first().waitFor();
  await page.evaluate(
    'window.longest = 0; new PerformanceObserver((list) => list.getEntries().forEach(({ duration }) => { window.longest = Math.max(window.longest, duration); })).observe({ entryTypes: ["longtask"] })',
  );
  for (let scroll = 0; scroll < SCROLLS; scroll += 1) await page.mouse.wheel(0, 1_500);
  await page.waitForTimeout(500);
  return [
    { name: 'console: reload to 2,000 entries, first paint', value: paint, unit: 'ms' },
    {
      name: 'console: longest task while scrolling them',
      value: Number(await page.evaluate('window.longest')),
      unit: 'ms',
    },
  ];
}
