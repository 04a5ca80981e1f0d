import { describe, expect, it } from 'vitest';
import type { Workflow } from '../../../shared/domain/workflow/workflow.ts';
import {
  draftedWorkflow,
  NEW_WORKFLOW,
  workflowDraftOf,
} from '../../../web/src/pages/workflow-editor/workflow-draft.ts';

const by = { userId: 'ada', name: 'Ada' };
const definition = {
  name: 'Ports',
  description: 'Looks.',
  project: 'net',
  stateMachineArn: 'arn:aws:states:eu-west-1:123456789012:stateMachine:ports',
  inputSchema: { type: 'object', properties: { site: { type: 'string' } } },
};
const workflow: Workflow = {
  ...definition,
  workflowId: 'wfl_1',
  version: 3,
  createdAt: '',
  createdBy: by,
  updatedAt: '',
  updatedBy: by,
};

describe('the draft of a workflow', () => {
  it('holds all that a person writes of it', () => {
    expect(draftedWorkflow(workflowDraftOf(workflow)).definition).toEqual(definition);
  });

  it('of a new one needs a name and a state machine only', () => {
    expect(draftedWorkflow(NEW_WORKFLOW).errors).toEqual({
      name: 'Write a name.',
      stateMachineArn: 'Write the ARN of the state machine.',
    });
    const { name, stateMachineArn } = definition;
    expect(Object.keys(draftedWorkflow({ ...NEW_WORKFLOW, name }).errors ?? {})).toEqual(['stateMachineArn']);
    expect(draftedWorkflow({ ...NEW_WORKFLOW, name, stateMachineArn: ` ${stateMachineArn} ` }).errors).toBeUndefined();
  });

  it.each([
    ['{', 'inputSchema'],
    ['[]', 'inputSchema'],
    ['{"type":"array"}', 'inputSchema.type'],
    ['{"type":"object","properties":{"jobKey":{}}}', 'inputSchema.properties.jobKey'],
  ])('says what is wrong with the schema %s', (inputSchema, path) => {
    expect(Object.keys(draftedWorkflow({ ...workflowDraftOf(workflow), inputSchema }).errors ?? {})).toEqual([path]);
  });
});
