import { describe, expect, it } from 'vitest';
import { toolHostsAllowed } from '../../../shared/tool-runners/tool-hosts-allowed.ts';

describe('The hosts that tools may reach although they are private', () => {
  it.each([
    ['', []],
    [' 127.0.0.1:4701 ,LOCALHOST:80,, ', ['127.0.0.1:4701', 'localhost:80']],
    ['[::1]:4701', ['[::1]:4701']],
  ])('are read from %j', (list, hosts) => {
    expect([...toolHostsAllowed(list)]).toEqual(hosts);
  });
});
