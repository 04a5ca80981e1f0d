import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { aBrowser, goTo, signedIn } from '../../builders/a-browser.ts';
import { aLaptop } from '../../builders/a-laptop.ts';
import { browserPath } from '../../builders/browser-path.ts';

/** The console is built for the first page, if it is not yet. */
const FIRST = { timeout: 60_000 };
const USAGE = { inputTokens: 1_000, outputTokens: 200 };

describe.skipIf(browserPath === undefined)('in the console', () => {
  let laptop: Awaited<ReturnType<typeof aLaptop>>;
  let page: Page;
  let faults: string[];
  beforeAll(async () => {
    laptop = await aLaptop({ limits: { TENANT_DAILY_COST_USD: '5' } });
    await fetch(laptop.address, { headers: { accept: 'text/html' } });
    ({ page, faults } = await signedIn(await aBrowser(), laptop.address, 'bo', '/models'));
  });

  const button = (name: string) => page.getByRole('button', { name, exact: true });
  const field = (name: string) => page.getByRole('textbox', { name, exact: true });

  it('a model is registered, picked in an agent, and what its session costs is shown', async () => {
    await page.getByRole('link', { name: 'Register model' }).click(FIRST);
    await page.getByRole('button', { name: /^Provider/ }).click();
    await page.getByRole('option', { name: 'scripted' }).click();
    await field('Model id').fill('dear');
    await field('Name').fill('The dear one');
    await field('Input').fill('10');
    await button('Save').click();
    await page.getByText('Write what input and output cost').waitFor();
    await field('Output').fill('100');
    await button('Save').click();
    const row = page.getByRole('row', { name: /The dear one/ });
    await row.getByText('$100').waitFor();
    await page.getByText('Today: $0 of $5').waitFor();

    await goTo(page, '/agents/new');
    await field('Name').first().fill('Spender');
    await field('Instructions').fill('Spend.');
    await page.getByRole('button', { name: /^Model/ }).click();
    await page.getByRole('option', { name: /The dear one/ }).click();
    await field('Settings').fill(JSON.stringify({ turns: [{ text: 'Spent.', usage: USAGE }] }));
    await button('Save and run (opens a new tab)').first().click();
    const opened = page.context().waitForEvent('page');
    await page.getByRole('dialog').getByRole('button', { name: 'Run', exact: true }).click();
    const tab = await opened;
    await tab.getByText('$0.0300', { exact: true }).waitFor();
    await tab.close();

    await goTo(page, '/models');
    await page.getByText('Today: $0.03 of $5').waitFor();
  });

  it('a model that is disabled is shown as such where it was picked, and no agent is saved with it', async () => {
    const toggle = page.getByRole('checkbox', { name: 'The dear one is enabled' });
    await toggle.click();
    await page.getByText('The dear one is disabled').waitFor();
    await goTo(page, '/agents');
    await page.getByRole('link', { name: 'Spender' }).click();
    await page.getByText('It is disabled: no session starts.').waitFor();
    await button('Save').first().click();
    await page.getByText('The agent was not saved').waitFor();
    expect(faults).toEqual([]);
  });
});
