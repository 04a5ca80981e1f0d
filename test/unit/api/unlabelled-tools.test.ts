import { describe, expect, it } from 'vitest';
import { unlabelledTools } from '../../../functions/api/agents/unlabelled-tools.ts';
import { toolSchema } from '../../../shared/domain/agent/tool.ts';

type Written = Record<string, unknown>;
const toolsOf = (tools: Written[]) => tools.map((tool) => toolSchema.parse(tool));
const server = { kind: 'mcp', url: 'https://tools.test/mcp' };
const [named, one, other] = ['before', 'after', 'other'];

describe('a tool that calls what was destructive', () => {
  it.each<[string, Written, Written]>([
    ['function', { kind: 'lambda', functionName: 'erase' }, { kind: 'lambda', functionName: 'keep' }],
    ['agent', { kind: 'agent', agentId: 'agt_1' }, { kind: 'agent', agentId: 'agt_2' }],
    ['workflow', { kind: 'workflow', workflowId: 'wfl_1' }, { kind: 'workflow', workflowId: 'wfl_2' }],
    ['tool of a server', { ...server, allow: ['wipe', 'get'] }, { ...server, allow: ['list'] }],
    ['server', server, { ...server, url: 'https://tools.test/other' }],
    [
      'address with a template',
      { kind: 'http', method: 'POST', url: 'https://tools.test/{{ id }}' },
      { kind: 'http', method: 'PUT', url: 'https://tools.test/{{ id }}' },
    ],
  ])('is found by its %s under another name', (_what, target, another) => {
    const before = toolsOf([{ ...target, name: named, destructive: true }]);
    const after = toolsOf([
      { ...another, name: other },
      { ...target, name: one },
    ]);
    expect(unlabelledTools(after, before)).toEqual([{ was: named, now: one, index: 1 }]);
  });

  it('is found when more of a server may be used than before', () => {
    const careful = { ...server, name: 'careful', allow: ['wipe'], destructive: true };
    const free = { ...server, name: 'free', allow: ['get'] };
    const before = toolsOf([careful, free]);
    expect(unlabelledTools(toolsOf([careful, { ...free, allow: ['get', 'list'] }]), before)).toEqual([]);
    const found = [{ was: 'careful', now: 'free', index: 1 }];
    expect(unlabelledTools(toolsOf([careful, { ...free, allow: ['get', 'wipe'] }]), before)).toEqual(found);
    expect(unlabelledTools(toolsOf([careful, { ...free, allow: undefined }]), before)).toEqual(found);
  });

  it('is found with a template written otherwise', () => {
    const post = { kind: 'http', method: 'POST' };
    const before = toolsOf([{ ...post, name: named, url: 'https://tools.test/{{ id }}', destructive: true }]);
    const after = toolsOf([{ ...post, name: one, url: 'https://tools.test:443/x/../{{id}}#y' }]);
    expect(unlabelledTools(after, before)).toHaveLength(1);
  });
});
