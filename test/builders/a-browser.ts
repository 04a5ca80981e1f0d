import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll } from 'vitest';
import { BROWSER_FLAGS, browserPath } from './browser-path.ts';

if (browserPath === undefined) {
  process.stderr.write(
    'SKIPPED: the tests of the console need a Chromium or Chrome, and there is none. Install one (Debian: apt-get install chromium), or name it with CHROMIUM_PATH.\n',
  );
}

let browser: Promise<Browser> | undefined;

/** A browser of its own for somebody, who is not signed in yet; closed after the tests of the file. */
export async function aBrowser(options: { colorScheme?: 'light' | 'dark' } = {}): Promise<BrowserContext> {
  if (browser === undefined) {
    if (browserPath === undefined) throw new Error('There is no browser.');
    browser = chromium.launch({ executablePath: browserPath, args: BROWSER_FLAGS });
    afterAll(async () => (await browser)?.close());
  }
  return (await browser).newContext({ viewport: { width: 1440, height: 900 }, ...options });
}

/** Opens the console and chooses who it is; answers the page and everything that went wrong on it. */
export async function signedIn(context: BrowserContext, address: string, user: string, path = '/') {
  const page = await context.newPage();
  const faults = faultsOf(page, address);
  await page.goto(address + path);
  await page.locator(`button[value="demo.${user}"]`).click();
  await page.getByRole('navigation', { name: 'Pages' }).waitFor();
  return { page, faults };
}

/** Goes to another page of the console as its links do, without loading it anew. */
export async function goTo(page: Page, path: string): Promise<void> {
  await page.evaluate(`history.pushState({}, '', ${JSON.stringify(path)})`);
}

/** What a page must not do: break, break its policy, or ask another host for something. */
export function faultsOf(page: Page, address: string): string[] {
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(`error: ${error.message}`));
  page.on('console', (message) => {
    // An answer of the service that is no success is written there too; those are tested for themselves.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) {
      faults.push(`console: ${message.text()}`);
    }
  });
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(address) && !url.startsWith('blob:') && !url.startsWith('data:'))
      faults.push(`request: ${url}`);
  });
  page.on('dialog', (dialog) => {
    // The browser's own question before a changed page is left is asked for.
    if (dialog.type() !== 'beforeunload') faults.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  return faults;
}
