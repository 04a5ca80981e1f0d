import { beforeAll, describe, expect, it } from 'vitest';
import { aBrowser, signedIn } from '../../builders/a-browser.ts';
import { aLaptop } from '../../builders/a-laptop.ts';
import { anMcpServer, aRemoteTool } from '../../builders/an-mcp-server.ts';
import { browserPath } from '../../builders/browser-path.ts';

describe.skipIf(browserPath === undefined)('in the console', () => {
  let laptop: Awaited<ReturnType<typeof aLaptop>>;
  let server: Awaited<ReturnType<typeof anMcpServer>>;
  beforeAll(async () => {
    server = await anMcpServer();
    laptop = await aLaptop({ toolHostsAllowed: [server.host] });
    await fetch(laptop.address, { headers: { accept: 'text/html' } });
    return () => server.close();
  });

  it('a person sees what an MCP server has changed, once the agent is saved, and accepts it', async () => {
    server.tools = [aRemoteTool('look')];
    const agentId = await laptop.anAgentWith([{ text: 'hi' }], [{ kind: 'mcp', name: 'far', url: server.url }]);
    server.tools = [aRemoteTool('look', { description: 'Looks twice.' }), aRemoteTool('listen')];
    const context = await aBrowser();
    const { page, faults } = await signedIn(context, laptop.address, 'ada', `/agents/${agentId}`);
    await page.getByRole('button', { name: 'far', exact: true }).click({ timeout: 60_000 });
    await page.getByText('What the server offers (1)').waitFor();
    await page.getByRole('button', { name: 'Save', exact: true }).first().click();
    await page.getByText('What the server offers (2)').waitFor();
    await page.getByText('Looks twice.').waitFor();
    await page.getByRole('button', { name: 'Accept far__look' }).click();
    await page.getByText('far__look was accepted').waitFor();
    await page.getByRole('button', { name: 'Accept far__listen' }).click();
    await page.getByText('far__listen was accepted').waitFor();
    await page.getByRole('button', { name: 'Accept far__listen' }).waitFor({ state: 'detached' });
    const { tools, version } = await laptop.ask('GET', `/agents/${agentId}`);
    expect(tools[0].discovered.tools).toMatchObject([
      { state: 'accepted', description: 'Looks twice.' },
      { state: 'accepted' },
    ]);
    expect(version).toBe(4);
    expect(faults).toEqual([]);
    await context.close();
  });
});
