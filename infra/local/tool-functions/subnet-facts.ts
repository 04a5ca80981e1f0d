import * as z from 'zod';

/** As `lambda` tools send it; the demo needs nothing but the input. */
const eventSchema = z.object({ input: z.object({ cidr: z.string() }) });
const BITS = 32;

/** The demo's function for agents to call: what there is to know of an IPv4 network such as `10.0.0.0/22`. */
export async function handler(event: unknown) {
  const { cidr } = eventSchema.parse(event).input;
  const [, first = '', length = ''] = /^(\d{1,3}(?:\.\d{1,3}){3})\/(\d{1,2})$/.exec(cidr) ?? [];
  const parts = first.split('.').map(Number);
  const prefix = Number(length);
  if (length === '' || prefix > BITS || parts.some((part) => part > 255)) {
    throw new RangeError(`"${cidr}" is not an IPv4 network such as 10.0.0.0/22.`);
  }
  const address = parts.reduce((sum, part) => sum * 256 + part, 0);
  const size = 2 ** (BITS - prefix);
  const network = Math.floor(address / size) * size;
  return {
    network: dotted(network),
    broadcast: dotted(network + size - 1),
    netmask: dotted(2 ** BITS - size),
    addresses: size,
    // The network's own address and the broadcast address are nobody's, but for links of two and single hosts (RFC 3021).
    hosts: size > 2 ? size - 2 : size,
  };
}

function dotted(address: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.');
}
