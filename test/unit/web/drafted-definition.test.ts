import { describe, expect, it } from 'vitest';
import { changeApproval } from '../../../infra/local/seed/change-approval.ts';
import { interfaceHealthCheck } from '../../../infra/local/seed/interface-health-check.ts';
import { type Agent, agentDefinitionSchema } from '../../../shared/domain/agent/agent.ts';
import { draftOf, NEW_AGENT } from '../../../web/src/pages/agent-editor/agent-draft.ts';
import { draftedDefinition } from '../../../web/src/pages/agent-editor/drafted-definition.ts';

const stored = (definition: Parameters<typeof agentDefinitionSchema.parse>[0]): Agent => ({
  ...agentDefinitionSchema.parse(definition),
  agentId: 'agt_1',
  version: 1,
  createdAt: '',
  createdBy: { userId: 'ada', name: 'ada' },
  updatedAt: '',
  updatedBy: { userId: 'ada', name: 'ada' },
});

describe('the draft of an agent', () => {
  it.each([changeApproval, interfaceHealthCheck])('holds all of $name', (define) => {
    const definition = agentDefinitionSchema.parse(define('http://127.0.0.1:4701'));
    expect(draftedDefinition(draftOf(stored(definition))).definition).toEqual(definition);
  });

  it('of a new agent needs a name and instructions only', () => {
    expect(draftedDefinition(NEW_AGENT).errors).toEqual({
      name: 'Write a name.',
      instructions: 'Write the instructions.',
    });
    expect(draftedDefinition({ ...NEW_AGENT, name: 'A', instructions: 'Do.' }).errors).toBeUndefined();
  });

  it('holds the reason why nobody need be asked only of a destructive tool, and who gave it', () => {
    const reason = 'Only resets counters of the test network.';
    const tool = { kind: 'http', name: 'erase', method: 'POST', url: 'https://h.example/', approvalWaiver: reason };
    const definition = agentDefinitionSchema.parse({
      ...{ name: 'A', instructions: 'Do.', model: { provider: 'scripted', modelId: 'scripted' } },
      tools: [{ ...tool, destructive: true }],
    });
    const by = { userId: 'ada', name: 'Ada' };
    const draft = draftOf({ ...stored(definition), approvalWaivers: [{ tool: 'erase', reason, by, at: '' }] });
    expect(draft.tools[0]?.waived).toMatchObject({ by });
    expect(draftedDefinition(draft).definition).toEqual(definition);
    const unlabelled = draft.tools.map((each) => ({ ...each, fields: { ...each.fields, destructive: 'false' } }));
    const [without] = draftedDefinition({ ...draft, tools: unlabelled }).definition?.tools ?? [];
    expect([without?.destructive, without?.approvalWaiver]).toEqual([undefined, undefined]);
  });

  it.each([
    [{ name: 'x'.repeat(121) }, { name: 'Write at most 120 characters.' }],
    [{ project: 'My team' }, { project: 'Use small letters, digits and hyphens, such as network-team.' }],
    [{ modelId: '' }, { 'model.modelId': "Write the model's id." }],
    [{ settings: '[]' }, { 'model.settings': 'Write a JSON object, such as {"name": "value"}.' }],
    [{ limits: { ...NEW_AGENT.limits, maxTurns: '0' } }, { 'limits.maxTurns': 'Write 1 or more.' }],
    [{ limits: { ...NEW_AGENT.limits, maxTurns: '1.5' } }, { 'limits.maxTurns': 'Write a whole number.' }],
    [{ limits: { ...NEW_AGENT.limits, maxDepth: '9' } }, { 'limits.maxDepth': 'Write 5 or less.' }],
  ])('is told in plain words what is wrong with %j', (part, errors) => {
    expect(draftedDefinition({ ...NEW_AGENT, name: 'A', instructions: 'Do.', ...part }).errors).toEqual(errors);
  });

  it('says by field what cannot be read', () => {
    const draft = {
      ...NEW_AGENT,
      name: 'A',
      instructions: 'Do.',
      settings: '{',
      tools: [{ kind: 'http', fields: { name: 'look', url: 'http://x', inputSchema: 'no' } }],
      limits: { ...NEW_AGENT.limits, maxTurns: 'many' },
    } as const;
    const { errors } = draftedDefinition(draft);
    expect(errors).toMatchObject({
      'model.settings': expect.stringContaining('not JSON'),
      'tools.0.inputSchema': expect.stringContaining('not JSON'),
      'tools.0.method': 'Choose a method.',
      'limits.maxTurns': 'Write a number.',
    });
  });
});
