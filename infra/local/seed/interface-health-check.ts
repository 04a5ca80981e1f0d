import type { AgentDefinition } from '../../../shared/domain/agent/agent.ts';
import type { HttpTool } from '../../../shared/domain/agent/tool.ts';

const device = { type: 'string', description: 'Name of a device, such as core-lon-01' };
const interfaceName = { type: 'string', description: 'Name of an interface, such as Ethernet1/1' };

/** The demo's agent: it plays a written script over the laptop's inventory, so it runs without any model. */
export function interfaceHealthCheck(inventory: string): AgentDefinition {
  return {
    name: 'Interface health check',
    description: 'Looks for links that are down and interfaces with rising errors, and reports what to do.',
    project: 'default',
    instructions:
      'Check the interfaces of the devices in the inventory. Report links that are down although they are enabled, and interfaces with more than {{ threshold }} CRC errors an hour. Say briefly what to do about each.',
    inputSchema: {
      type: 'object',
      properties: {
        threshold: { type: 'integer', title: 'CRC errors an hour that are too many', default: 1_000, minimum: 0 },
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
    reasoning: 'I need to know which devices there are before I can look at their interfaces.',
    toolCalls: [{ toolName: 'list_devices', input: {} }],
    usage: { inputTokens: 412, outputTokens: 38 },
    delayMs: 400,
  },
  {
    reasoning:
      'Eight devices in two sites. The edge and core devices carry the transit, so I look at those first, side by side. Last week’s report also names edge-lon-02; I ask for it too.',
    toolCalls: [
      { toolName: 'get_interfaces', input: { device: 'edge-lon-01' } },
      { toolName: 'get_interfaces', input: { device: 'edge-fra-01' } },
      { toolName: 'get_counters', input: { device: 'core-lon-01', interface: 'Ethernet1/1' } },
      { toolName: 'get_interfaces', input: { device: 'edge-lon-02' } },
    ],
    usage: { inputTokens: 1_268, outputTokens: 121 },
    delayMs: 600,
  },
  {
    reasoning:
      'edge-lon-02 is not in the inventory: the report is out of date, so I go on without it. On edge-fra-01 the transit link xe-0/1/0 is down although it is enabled. core-lon-01 Ethernet1/1 counts more CRC errors every hour; its other end on edge-lon-01 tells whether the fibre or the module is at fault.',
    toolCalls: [
      { toolName: 'get_counters', input: { device: 'edge-lon-01', interface: 'TenGigabitEthernet0/0/1' } },
      { toolName: 'get_interfaces', input: { device: 'core-fra-01' } },
    ],
    usage: { inputTokens: 2_905, outputTokens: 97 },
    delayMs: 600,
  },
  {
    reasoning:
      'The other end is clean, so the errors arise on the way to core-lon-01: its own module or the fibre. I leave a note on the device for the site team.',
    toolCalls: [
      {
        toolName: 'add_note',
        input: {
          device: 'core-lon-01',
          note: 'Ethernet1/1: {{ calls.get_counters.output.body.crcErrors }} CRC errors on the other end, rising here. Replace the module, then check the fibre.',
        },
      },
    ],
    usage: { inputTokens: 3_840, outputTokens: 84 },
    delayMs: 500,
  },
  {
    reasoning: 'I have what I need for the report.',
    text: `Two interfaces need attention (limit: {{ inputs.threshold }} CRC errors an hour).

1. edge-fra-01 xe-0/1/0 (transit carrier B) is down although it is enabled. Frankfurt has no second transit until it is back: check cable and module, then call the carrier.
2. core-lon-01 Ethernet1/1 (to edge-lon-01) counts 4873 CRC errors in the last hour, up from 3 five hours ago. The other end counts {{ calls.get_counters.output.body.crcErrors }}. Replace the module in core-lon-01; a note is left on the device.

edge-lon-02, named in last week's report, is not in the inventory any more. The other interfaces that I looked at are well.`,
    usage: { inputTokens: 4_512, outputTokens: 188 },
    delayMs: 700,
  },
];

function tools(inventory: string): HttpTool[] {
  const get = { kind: 'http' as const, method: 'GET' as const, timeoutSeconds: 10, repeatable: true };
  return [
    { ...get, name: 'list_devices', description: 'All devices of the network.', url: `${inventory}/devices` },
    {
      ...get,
      name: 'get_interfaces',
      description: 'The interfaces of a device, with their states.',
      inputSchema: { type: 'object', properties: { device }, required: ['device'], additionalProperties: false },
      url: `${inventory}/devices/{{ device }}/interfaces`,
    },
    {
      ...get,
      name: 'get_counters',
      description: 'Errors and utilisation of one interface, the last five hours included.',
      inputSchema: {
        type: 'object',
        properties: { device, interface: interfaceName },
        required: ['device', 'interface'],
        additionalProperties: false,
      },
      url: `${inventory}/devices/{{ device }}/interfaces/{{ interface }}/counters`,
    },
    {
      kind: 'http',
      method: 'POST',
      timeoutSeconds: 10,
      name: 'add_note',
      description: 'Leaves a note on a device for the people who look after it.',
      inputSchema: {
        type: 'object',
        properties: { device, note: { type: 'string', maxLength: 2_000 } },
        required: ['device', 'note'],
        additionalProperties: false,
      },
      url: `${inventory}/devices/{{ device }}/notes`,
      body: { note: '{{ note }}' },
    },
  ];
}
