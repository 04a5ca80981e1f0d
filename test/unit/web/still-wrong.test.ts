import { describe, expect, it } from 'vitest';
import { stillWrong } from '../../../web/src/editing/still-wrong.ts';
import { NEW_AGENT } from '../../../web/src/pages/agent-editor/agent-draft.ts';
import { NEW_TRIGGER } from '../../../web/src/pages/trigger-editor/trigger-draft.ts';

const tool = { kind: 'http', fields: { name: 'look', url: '' } } as const;
const agent = { ...NEW_AGENT, tools: [tool, tool] };
const left = (path: string, then: object, now: object) =>
  Object.keys(stillWrong({ [path]: 'wrong' }, then, now)).length;

describe('a complaint about a field', () => {
  it.each([
    ['name', agent, { ...agent, name: 'A' }],
    ['model.settings', agent, { ...agent, settings: '' }],
    ['limits.maxTurns', agent, { ...agent, limits: { ...agent.limits, maxTurns: '3' } }],
    ['tools.1.url', agent, { ...agent, tools: [tool, { ...tool, fields: { ...tool.fields, url: 'x' } }] }],
    ['inputSchema.properties.who', agent, { ...agent, inputs: [{}] }],
    ['schedule.expression', NEW_TRIGGER, { ...NEW_TRIGGER, expression: 'rate(1 day)' }],
    ['', agent, { ...agent, description: 'shorter' }],
  ])('goes away when %s is changed, and stays until then', (path, then, now) => {
    expect(left(path, then, now)).toBe(0);
    expect(left(path, then, { ...then })).toBe(1);
  });

  it('stays when another field is changed', () => {
    expect(left('name', agent, { ...agent, instructions: 'Do.' })).toBe(1);
    expect(left('tools.0.url', agent, { ...agent, tools: [tool] })).toBe(1);
  });
});
