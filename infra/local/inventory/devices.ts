type InterfaceStatus = 'up' | 'down';

type InterfaceCounters = {
  inputErrors: number;
  outputErrors: number;
  crcErrors: number;
  /** CRC errors of the last five hours, oldest first. */
  crcErrorsPerHour: number[];
  inputUtilisationPercent: number;
  outputUtilisationPercent: number;
};

export type DeviceInterface = {
  name: string;
  description: string;
  speedMbps: number;
  adminStatus: InterfaceStatus;
  operStatus: InterfaceStatus;
  counters: InterfaceCounters;
};

export type Device = {
  name: string;
  vendor: string;
  model: string;
  osVersion: string;
  site: string;
  role: 'edge' | 'core' | 'distribution' | 'access' | 'firewall';
  managementAddress: string;
  interfaces: DeviceInterface[];
};

type Load = [input: number, output: number];

function port(name: string, description: string, speedMbps: number, [input, output]: Load): DeviceInterface {
  return {
    name,
    description,
    speedMbps,
    adminStatus: 'up',
    operStatus: 'up',
    counters: {
      inputErrors: 0,
      outputErrors: 0,
      crcErrors: 0,
      crcErrorsPerHour: [0, 0, 0, 0, 0],
      inputUtilisationPercent: input,
      outputUtilisationPercent: output,
    },
  };
}

/** Enabled, but without a link: a cable, a module or the other end is at fault. */
function withoutLink(device: DeviceInterface): DeviceInterface {
  return { ...device, operStatus: 'down' };
}

function disabled(device: DeviceInterface): DeviceInterface {
  return { ...device, adminStatus: 'down', operStatus: 'down' };
}

/** More CRC errors every hour: a module or fibre that is failing. */
function withRisingCrcErrors(device: DeviceInterface): DeviceInterface {
  const crcErrorsPerHour = [3, 41, 257, 1_204, 4_873];
  const crcErrors = crcErrorsPerHour.reduce((sum, errors) => sum + errors, 0);
  return { ...device, counters: { ...device.counters, inputErrors: crcErrors + 12, crcErrors, crcErrorsPerHour } };
}

/** A made-up network: one link is down (edge-fra-01), one is failing (core-lon-01), the rest is well. */
export const DEVICES: readonly Device[] = [
  {
    name: 'edge-lon-01',
    vendor: 'Cisco',
    model: 'ASR-1001-X',
    osVersion: 'IOS XE 17.9.4a',
    site: 'London',
    role: 'edge',
    managementAddress: '192.0.2.11',
    interfaces: [
      port('TenGigabitEthernet0/0/0', 'transit carrier A', 10_000, [41.2, 28.7]),
      port('TenGigabitEthernet0/0/1', 'to core-lon-01 Ethernet1/1', 10_000, [29.1, 40.8]),
      disabled(port('GigabitEthernet0/0/2', 'spare', 1_000, [0, 0])),
    ],
  },
  {
    name: 'edge-fra-01',
    vendor: 'Juniper',
    model: 'MX204',
    osVersion: 'Junos 22.4R3',
    site: 'Frankfurt',
    role: 'edge',
    managementAddress: '192.0.2.21',
    interfaces: [
      withoutLink(port('xe-0/1/0', 'transit carrier B', 10_000, [0, 0])),
      port('xe-0/1/1', 'to core-fra-01 et-0/0/1', 10_000, [63.5, 57.9]),
    ],
  },
  {
    name: 'core-lon-01',
    vendor: 'Cisco',
    model: 'Nexus 93180YC-FX',
    osVersion: 'NX-OS 10.2(5)',
    site: 'London',
    role: 'core',
    managementAddress: '192.0.2.12',
    interfaces: [
      withRisingCrcErrors(port('Ethernet1/1', 'to edge-lon-01 TenGigabitEthernet0/0/1', 10_000, [40.6, 29.3])),
      port('Ethernet1/2', 'to dist-lon-01 Ethernet49', 25_000, [18.4, 22.1]),
      port('Ethernet1/48', 'to core-fra-01 et-0/0/48', 100_000, [12.8, 14.4]),
    ],
  },
  {
    name: 'core-fra-01',
    vendor: 'Juniper',
    model: 'QFX5120-48Y',
    osVersion: 'Junos 21.4R3',
    site: 'Frankfurt',
    role: 'core',
    managementAddress: '192.0.2.22',
    interfaces: [
      port('et-0/0/1', 'to edge-fra-01 xe-0/1/1', 10_000, [57.6, 63.9]),
      port('et-0/0/48', 'to core-lon-01 Ethernet1/48', 100_000, [14.2, 12.9]),
    ],
  },
  {
    name: 'dist-lon-01',
    vendor: 'Arista',
    model: 'DCS-7050SX3-48YC8',
    osVersion: 'EOS 4.30.2F',
    site: 'London',
    role: 'distribution',
    managementAddress: '192.0.2.13',
    interfaces: [
      port('Ethernet49', 'to core-lon-01 Ethernet1/2', 25_000, [22.3, 18.2]),
      port('Ethernet1', 'to access-lon-03 1/1/49', 10_000, [9.7, 6.1]),
    ],
  },
  {
    name: 'access-lon-03',
    vendor: 'HPE Aruba',
    model: 'CX 6300M',
    osVersion: 'AOS-CX 10.10.1060',
    site: 'London',
    role: 'access',
    managementAddress: '192.0.2.33',
    interfaces: [
      port('1/1/49', 'to dist-lon-01 Ethernet1', 10_000, [6.3, 9.5]),
      port('1/1/1', 'floor 2 desks', 1_000, [3.8, 1.2]),
      port('1/1/2', 'floor 2 access point', 1_000, [11.6, 24.9]),
    ],
  },
  {
    name: 'access-fra-02',
    vendor: 'Cisco',
    model: 'Catalyst 9300-48P',
    osVersion: 'IOS XE 17.6.5',
    site: 'Frankfurt',
    role: 'access',
    managementAddress: '192.0.2.42',
    interfaces: [
      port('TenGigabitEthernet1/1/1', 'to core-fra-01 et-0/0/2', 10_000, [5.5, 8.3]),
      port('GigabitEthernet1/0/1', 'floor 1 printers', 1_000, [0.4, 0.9]),
    ],
  },
  {
    name: 'fw-fra-01',
    vendor: 'Palo Alto Networks',
    model: 'PA-3260',
    osVersion: 'PAN-OS 10.2.7',
    site: 'Frankfurt',
    role: 'firewall',
    managementAddress: '192.0.2.51',
    interfaces: [
      port('ethernet1/1', 'outside', 10_000, [35.0, 31.7]),
      port('ethernet1/2', 'inside', 10_000, [31.2, 34.6]),
    ],
  },
];
