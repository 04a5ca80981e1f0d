import type { WorkflowDefinition } from '../../../shared/domain/workflow/workflow.ts';
import { DEVICES } from '../inventory/devices.ts';

/** What a change is: the input of the demo's workflow, and of the agent that has changes approved. */
export const changeProperties = {
  change: {
    type: 'string',
    title: 'Change',
    description: 'What is to be done, in words',
    minLength: 1,
    maxLength: 2_000,
  },
  device: {
    type: 'string',
    title: 'Device',
    description: 'The device that is changed',
    enum: DEVICES.map(({ name }) => name),
  },
  risk: { type: 'string', title: 'Risk', enum: ['low', 'normal', 'high'] },
} as const;

/** The demo's workflow; its state machine is `infra/state-machines/change-window.asl.json`. */
export function changeWindow(stateMachineArn: string): WorkflowDefinition {
  return {
    name: 'Change window',
    description:
      'Has the network checked by an agent, asks a person in the Work Center unless the risk is low, and ends with what was decided.',
    project: 'default',
    stateMachineArn,
    inputSchema: {
      type: 'object',
      properties: changeProperties,
      required: ['change', 'risk'],
      additionalProperties: false,
    },
  };
}
