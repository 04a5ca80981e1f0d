import { DEVICES, type Device, type DeviceInterface } from './devices.ts';
import type { deviceNotes, receivedRequests } from './received-requests.ts';

export type InventoryRequest = { method: string; url: URL; idempotencyKey: string | null; body: string };
export type InventoryAnswer = { status: number; body: unknown };
export type InventoryMemory = {
  requests: ReturnType<typeof receivedRequests>;
  notes: ReturnType<typeof deviceNotes>;
};

/** Answers one call of the demo's network inventory. */
export function answerInventoryRequest(request: InventoryRequest, memory: InventoryMemory): InventoryAnswer {
  const { method, url } = request;
  const [collection, deviceName, part, ...rest] = pathSegments(url.pathname);
  if (collection === 'requests' && deviceName === undefined && method === 'GET') {
    return { status: 200, body: { requests: memory.requests.list() } };
  }
  if (collection !== 'devices') return problem(404, 'Not Found', `There is nothing at ${url.pathname}.`);
  if (deviceName === undefined) return onlyGet(method, () => ({ devices: DEVICES.map(summary) }));
  const device = DEVICES.find(({ name }) => name === deviceName);
  if (device === undefined) return problem(404, 'Not Found', `There is no device ${deviceName}.`);
  if (part === undefined) return onlyGet(method, () => summary(device));
  if (part === 'interfaces') return answerInterfaces(method, device, rest);
  if (part === 'notes' && rest.length === 0) return answerNotes(request, device, memory);
  return problem(404, 'Not Found', `There is nothing at ${url.pathname}.`);
}

/** An interface may be named in one encoded segment (`xe-0%2F1%2F0`) or with its slashes as they are (`xe-0/1/0`). */
function answerInterfaces(method: string, device: Device, rest: string[]): InventoryAnswer {
  if (rest.length === 0)
    return onlyGet(method, () => ({ device: device.name, interfaces: device.interfaces.map(state) }));
  const wantsCounters = rest.at(-1) === 'counters';
  const name = (wantsCounters ? rest.slice(0, -1) : rest).join('/');
  const found = device.interfaces.find((candidate) => candidate.name === name);
  if (found === undefined) return problem(404, 'Not Found', `${device.name} has no interface ${name}.`);
  return onlyGet(method, () =>
    wantsCounters
      ? { device: device.name, interface: name, ...found.counters }
      : { device: device.name, ...state(found) },
  );
}

function answerNotes(request: InventoryRequest, device: Device, { notes }: InventoryMemory): InventoryAnswer {
  if (request.method === 'GET') return { status: 200, body: { device: device.name, notes: notes.of(device.name) } };
  if (request.method !== 'POST') return methodNotAllowed(request.method);
  const { note, isRepeated } = notes.add(device.name, jsonOrText(request.body), request.idempotencyKey);
  return { status: isRepeated ? 200 : 201, body: { ...note, repeated: isRepeated } };
}

function summary({ interfaces, ...device }: Device) {
  return { ...device, interfaceCount: interfaces.length };
}

function state({ counters: _, ...shown }: DeviceInterface) {
  return shown;
}

function onlyGet(method: string, body: () => unknown): InventoryAnswer {
  return method === 'GET' || method === 'HEAD' ? { status: 200, body: body() } : methodNotAllowed(method);
}

function methodNotAllowed(method: string): InventoryAnswer {
  return problem(405, 'Method Not Allowed', `${method} is not possible here.`);
}

function problem(status: number, title: string, detail: string): InventoryAnswer {
  return { status, body: { type: 'about:blank', title, status, detail } };
}

function pathSegments(pathname: string): string[] {
  return pathname
    .split('/')
    .filter((segment) => segment !== '')
    .map(decoded);
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

function jsonOrText(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}
