import type { AgentDefinition } from '../../../shared/domain/agent/agent.ts';
import type { Tool } from '../../../shared/domain/agent/tool.ts';
import { changeProperties } from './change-window.ts';
import { DEMO_AGENTS, DEMO_WORKFLOWS } from './demo-ids.ts';

/**
 * The demo's agent that hands work over: it plays a written script over the laptop's inventory, another agent, a workflow and
 * the Work Center, so it runs without any model and waits for a person once.
 */
export function changeApproval(inventory: string): AgentDefinition {
  const { change, device, risk } = changeProperties;
  return {
    name: 'Change approval',
    description:
      'Prepares a change of a device: has the network checked, opens a change window and asks for approval in the Work Center.',
    project: 'default',
    instructions:
      'Prepare this change of {{ device }} (risk: {{ risk }}): {{ change }}\n\nCollect the facts about the device, have the interfaces of the network checked, open a change window, and ask for approval in the Work Center with what you found. Then report what was decided and where to read more.',
    inputSchema: {
      type: 'object',
      properties: {
        change: {
          ...change,
          default: 'Replace the optical module in core-lon-01 Ethernet1/1, which counts more CRC errors every hour.',
        },
        device: { ...device, enum: [...device.enum], default: 'core-lon-01' },
        risk: { ...risk, enum: [...risk.enum], default: 'low' },
      },
      additionalProperties: false,
    },
    model: { provider: 'scripted', modelId: 'scripted', settings: { turns: TURNS } },
    tools: tools(inventory),
    limits: { maxTurns: 10, maxToolCalls: 20, maxDepth: 5 },
  };
}

const TURNS = [
  {
    reasoning:
      'A change of {{ inputs.device }} is asked for. Before anybody decides on it I need to know what the device is and what hangs on its interfaces; both questions are independent, so I ask them side by side.',
    toolCalls: [
      { toolName: 'get_device', input: { device: '{{ inputs.device }}' } },
      { toolName: 'get_interfaces', input: { device: '{{ inputs.device }}' } },
    ],
    usage: { inputTokens: 536, outputTokens: 74 },
    delayMs: 500,
  },
  {
    reasoning:
      '{{ inputs.device }} is a {{ calls.get_device.output.body.vendor }} {{ calls.get_device.output.body.model }} with the role {{ calls.get_device.output.body.role }} in {{ calls.get_device.output.body.site }}. Traffic moves to its neighbours while it is worked on, so their links have to be well. The agent Interface health check looks at exactly that; I let it.',
    toolCalls: [{ toolName: 'check_interfaces', input: { threshold: 1_000 } }],
    usage: { inputTokens: 1_377, outputTokens: 102 },
    delayMs: 600,
  },
  {
    reasoning:
      'The check ended as {{ calls.check_interfaces.output.status }}. Its findings belong in front of whoever approves. The change window is a workflow of its own with its own rules: a low risk is let through, anything else asks a person there. I open it with the risk as it was given to me, {{ inputs.risk }}.',
    toolCalls: [
      {
        toolName: 'open_change_window',
        input: { change: '{{ inputs.change }}', device: '{{ inputs.device }}', risk: '{{ inputs.risk }}' },
      },
    ],
    usage: { inputTokens: 2_240, outputTokens: 96 },
    delayMs: 600,
  },
  {
    reasoning:
      'The job of the change window ended as {{ calls.open_change_window.output.status }}. That a window is open does not mean that somebody wants this change now: I ask the people in the Work Center, with everything that I found, and wait for as long as they need.',
    toolCalls: [
      {
        toolName: 'request_approval',
        input: {
          title: 'Approve the change of {{ inputs.device }}',
          change: '{{ inputs.change }}',
          risk: '{{ inputs.risk }}',
          device: '{{ calls.get_device.output.body }}',
          findings: '{{ calls.check_interfaces.output.lastMessage }}',
          healthCheck: '{{ calls.check_interfaces.output.sessionId }}',
          changeWindow: '{{ calls.open_change_window.output.jobId }}',
        },
      },
    ],
    usage: { inputTokens: 2_891, outputTokens: 143 },
    delayMs: 600,
  },
  {
    reasoning: 'The decision is there. I have what I need for the report.',
    text: `The change of {{ inputs.device }} was decided on in the Work Center: approved is {{ calls.request_approval.output.approved }}. Comment: {{ calls.request_approval.output.comment }}

The change: {{ inputs.change }}

What was done before:

1. Interface health check ended as {{ calls.check_interfaces.output.status }}: session {{ calls.check_interfaces.output.sessionId }}.
2. Change window ended as {{ calls.open_change_window.output.status }}: job {{ calls.open_change_window.output.jobId }}.

What the check found:

{{ calls.check_interfaces.output.lastMessage }}`,
    usage: { inputTokens: 3_420, outputTokens: 214 },
    delayMs: 700,
  },
];

function tools(inventory: string): Tool[] {
  const device = { type: 'string', description: 'Name of a device, such as core-lon-01' };
  const ofDevice = { type: 'object', properties: { device }, required: ['device'], additionalProperties: false };
  const get = { kind: 'http' as const, method: 'GET' as const, timeoutSeconds: 10, repeatable: true };
  return [
    {
      ...get,
      name: 'get_device',
      description: 'What a device is: vendor, model, software, site and role.',
      inputSchema: ofDevice,
      url: `${inventory}/devices/{{ device }}`,
    },
    {
      ...get,
      name: 'get_interfaces',
      description: 'The interfaces of a device, with their states.',
      inputSchema: ofDevice,
      url: `${inventory}/devices/{{ device }}/interfaces`,
    },
    ...handingOver(),
  ];
}

/** What others do: an agent, a workflow, a person. The session waits for them at no cost. */
function handingOver(): Tool[] {
  return [
    {
      kind: 'agent',
      name: 'check_interfaces',
      description: 'Has the agent Interface health check look at the whole network.',
      inputSchema: {
        type: 'object',
        properties: { threshold: { type: 'integer', minimum: 0, description: 'CRC errors an hour that are too many' } },
        additionalProperties: false,
      },
      timeoutSeconds: 30,
      agentId: DEMO_AGENTS.interfaceHealthCheck,
    },
    {
      kind: 'workflow',
      name: 'open_change_window',
      description:
        'Opens a change window: checks the network, asks a person unless the risk is low, and says what was decided.',
      inputSchema: {
        type: 'object',
        properties: changeProperties,
        required: ['change', 'device', 'risk'],
        additionalProperties: false,
      },
      timeoutSeconds: 30,
      workflowId: DEMO_WORKFLOWS.changeWindow,
    },
    {
      kind: 'manual_task',
      name: 'request_approval',
      description:
        'An agent has prepared a change and asks whether it may be carried out now. The findings of the health check and the job of the change window are in the input.',
      timeoutSeconds: 30,
      form: {
        type: 'object',
        properties: {
          approved: { type: 'boolean', title: 'The change may be carried out' },
          comment: { type: 'string', title: 'Comment', minLength: 1, maxLength: 2_000 },
        },
        required: ['approved', 'comment'],
        additionalProperties: false,
      },
    },
  ];
}
