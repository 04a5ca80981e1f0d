import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { machineArn } from '../../../infra/local/open-engine.ts';
import { aBrowser, goTo, signedIn } from '../../builders/a-browser.ts';
import { aLaptop } from '../../builders/a-laptop.ts';
import { aMachine } from '../../builders/a-workflow.ts';
import { browserPath } from '../../builders/browser-path.ts';

const SCHEMA = {
  type: 'object',
  properties: { ports: { type: 'array', items: { type: 'integer' }, title: 'Ports' }, urgent: { type: 'boolean' } },
  required: ['ports'],
};

describe.skipIf(browserPath === undefined)('in the console', () => {
  let laptop: Awaited<ReturnType<typeof aLaptop>>;
  let page: Page;
  let faults: string[];
  beforeAll(async () => {
    laptop = await aLaptop({ machines: { ports: aMachine({ Done: { Type: 'Pass' } }) } });
    ({ page, faults } = await signedIn(await aBrowser(), laptop.address, 'bo', '/workflows'));
  });

  const button = (name: string) => page.getByRole('button', { name, exact: true });
  const field = (name: string) => page.getByRole('textbox', { name, exact: true });
  const dialog = () => page.getByRole('dialog');

  it('a workflow is registered, run by its form, changed and deleted', async () => {
    await page.getByRole('link', { name: 'Register workflow' }).click();
    await field('State machine').fill('arn:aws:lambda:x');
    await field('Input schema').fill('{"type":"array"}');
    await field('Name').fill('Check ports');
    await button('Save').click();
    await page.getByText('is not the ARN of a state machine').waitFor();
    await page.getByText('has to be "object"').waitFor();
    await field('State machine').fill(machineArn('nobody'));
    await field('Input schema').fill(JSON.stringify(SCHEMA));
    await button('Save').click();
    await page.getByText('The workflow was not saved').waitFor();
    await field('State machine').fill(machineArn('ports'));
    await button('Save').click();
    await page.getByText('Check ports was saved').waitFor();

    await button('Run Check ports').click();
    await dialog().getByRole('button', { name: 'Run', exact: true }).click();
    await page.getByText('Fill this in.').waitFor();
    await dialog().getByRole('textbox').fill('80\n443');
    await dialog().getByRole('radio', { name: 'Yes' }).check();
    await dialog().getByRole('button', { name: 'Run', exact: true }).click();
    await page.getByRole('heading', { name: 'Output' }).waitFor();
    const job = await laptop.ask('GET', new URL(page.url()).pathname);
    expect(job).toMatchObject({ workflowName: 'Check ports', input: { ports: [80, 443], urgent: true } });

    await goTo(page, `/workflows/${job.workflowId}`);
    await field('Description').fill('Looks at every port.');
    await button('Save').click();
    await page.getByText('Looks at every port.').waitFor();
    await page.getByRole('link', { name: 'Check ports' }).click();
    await button('Delete').click();
    await dialog().getByRole('textbox').fill('delete');
    await button('Delete the workflow').click();
    await page.getByText('Check ports was deleted').waitFor();
    expect((await laptop.call('GET', `/workflows/${job.workflowId}`)).status).toBe(404);
  });

  it('what is not saved is asked about before it is lost, by a link, by going back, and by closing the tab', async () => {
    await goTo(page, '/triggers');
    await page.getByRole('link', { name: 'Create trigger' }).click();
    await field('Name').fill('Half a trigger');
    await page.getByRole('link', { name: 'Agents', exact: true }).click();
    await button('Stay here').click();
    expect(await field('Name').inputValue()).toBe('Half a trigger');
    await page.evaluate('history.back()');
    await button('Stay here').click();
    expect(await field('Name').inputValue()).toBe('Half a trigger');
    const asked = page.waitForEvent('dialog');
    await page.close({ runBeforeUnload: true });
    expect((await asked).type()).toBe('beforeunload');
    await page.getByRole('link', { name: 'Agents', exact: true }).click();
    await button('Leave').click();
    await page.getByRole('heading', { name: 'Agents' }).waitFor();
    // Nothing changed: nothing asked.
    await goTo(page, '/triggers/new');
    await page.getByRole('link', { name: 'Agents', exact: true }).click();
    await page.getByRole('heading', { name: 'Agents' }).waitFor();
  });

  it('an agent is saved and run in a tab of its own, and its session is run again with the same inputs', async () => {
    await goTo(page, '/agents/new');
    await field('Name').first().fill('Greeter');
    await field('Instructions').fill('Greet {{ who }}');
    await page.getByText('who is no input yet').waitFor();
    await button('Add it').click();
    await button('Save and run (opens a new tab)').first().click();
    await dialog().waitFor();
    const { pathname } = new URL(page.url());
    expect(pathname).toMatch(/^\/agents\/agt_/);
    await dialog().getByRole('textbox').fill('مرحبا 👩‍🔧');
    const opened = page.context().waitForEvent('page');
    await dialog().getByRole('button', { name: 'Run', exact: true }).click();
    const tab = await opened;
    await tab.getByRole('heading', { name: 'Final response' }).waitFor();
    await dialog().waitFor({ state: 'detached' });
    expect(await field('Instructions').inputValue()).toBe('Greet {{ who }}');
    // Nothing changed: nothing saved.
    await button('Run (opens a new tab)').first().click();
    await dialog().getByRole('button', { name: 'Go back' }).click();
    await page.reload();
    await page.getByText('Version 1').waitFor();
    expect(await dialog().count()).toBe(0);
    await page.getByRole('link', { name: 'Its sessions' }).click();
    await page.getByRole('row', { name: /Greeter/ }).waitFor();
    expect(new URL(page.url()).search).toBe(`?agentId=${pathname.split('/').at(-1)}`);

    const first = new URL(tab.url()).pathname;
    await tab.getByRole('button', { name: 'Run again' }).click();
    await tab.waitForURL((url) => url.pathname.startsWith('/sessions/') && url.pathname !== first);
    await tab.getByText('Greet مرحبا 👩‍🔧').waitFor();
    expect((await laptop.ask('GET', new URL(tab.url()).pathname)).inputs).toEqual({ who: 'مرحبا 👩‍🔧' });
    await tab.close();
  });

  it('a trigger says in plain words when it runs, and its next runs', async () => {
    await goTo(page, '/triggers/new');
    await field('Name').fill('Early');
    await field('Expression').fill('cron(30 6 ? * MON *)');
    await page.getByText('At 06:30, only on Monday').waitFor();
    expect(await page.locator('main li.time').allTextContents()).toEqual(
      Array(5).fill(expect.stringMatching(/^Monday.* 06:30/)),
    );
    await page.getByRole('button', { name: /^Agent/ }).click();
    await page.getByRole('option', { name: 'Greeter' }).click();
    await field('Given to each session').fill('{"who":"all"}');
    await button('Save').click();
    const row = page.getByRole('row', { name: /Early/ });
    await row.getByText('At 06:30, only on Monday').waitFor();
    await row.getByText(/next/).waitFor();
  });

  it('what somebody else saved meanwhile is offered before it is overwritten', async () => {
    const agentId = await laptop.anAgentWith([{ text: 'done' }], [], { name: 'Shared', instructions: 'Mine' });
    await goTo(page, `/agents/${agentId}`);
    await field('Instructions').fill('Mine, changed');
    const {
      version,
      createdAt: _1,
      createdBy: _2,
      updatedAt: _3,
      updatedBy: _4,
      agentId: _5,
      ...rest
    } = await laptop.ask('GET', `/agents/${agentId}`);
    const theirs = { ...rest, instructions: 'Theirs' };
    const put = await laptop.call('PUT', `/agents/${agentId}`, theirs, { 'if-match': String(version) });
    expect(put.status).toBe(200);
    await button('Save').first().click();
    await page.getByText('Somebody else has saved this agent meanwhile').waitFor();
    expect(await field('Instructions').inputValue()).toBe('Mine, changed');
    await button('Take theirs').click();
    expect(await field('Instructions').inputValue()).toBe('Theirs');
    expect(faults).toEqual([]);
  });
});
