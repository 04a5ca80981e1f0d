/** An address as a number, with its version: addresses of different versions are never in one range. */
type Address = { version: 4 | 6; number: bigint };
export type IpRange = { from: Address; to: Address };

/** Reads `10.0.0.0/24` or `2001:db8::/32` as EventBridge does: the range begins at the address that is written. Else: the fault. */
export function readCidr(cidr: string): IpRange | { fault: string } {
  const [text = '', mask, ...rest] = cidr.split('/');
  if (mask === undefined || rest.length > 0) return { fault: "Malformed CIDR, one '/' required" };
  if (!/^\d{1,3}$/.test(mask)) return { fault: 'Malformed CIDR, mask bits must be an integer' };
  const from = readAddress(text);
  if (from === undefined) return { fault: `Nonstandard IP address: ${text}` };
  const bits = from.version === 4 ? 32 : 128;
  if (Number(mask) >= bits) return { fault: `IPv${from.version} mask bits must be < ${bits}` };
  const hostBits = (1n << BigInt(bits - Number(mask))) - 1n;
  return { from, to: { ...from, number: from.number | hostBits } };
}

export function isInRange(text: string, { from, to }: IpRange): boolean {
  const address = readAddress(text);
  if (address === undefined || address.version !== from.version) return false;
  return address.number >= from.number && address.number <= to.number;
}

function readAddress(text: string): Address | undefined {
  if (/^\d{1,3}(\.\d{1,3}){3}$/.test(text)) return readIpv4(text);
  return /^[0-9a-f:]*:[0-9a-f:]*$/i.test(text) ? readIpv6(text) : undefined;
}

function readIpv4(text: string): Address | undefined {
  const parts = text.split('.').map(Number);
  if (parts.some((part) => part > 255)) return undefined;
  return { version: 4, number: parts.reduce((sum, part) => sum * 256n + BigInt(part), 0n) };
}

/** The URL parser checks the address, and writes it with at most one `::`. */
function readIpv6(text: string): Address | undefined {
  const canonical = URL.parse(`http://[${text}]/`)?.hostname.slice(1, -1);
  if (canonical === undefined) return undefined;
  const [head = [], tail = []] = canonical.split('::').map((half) => half.split(':').filter((group) => group !== ''));
  const zeros = Array<string>(8 - head.length - tail.length).fill('0');
  const groups = [...head, ...zeros, ...tail];
  return { version: 6, number: BigInt(`0x${groups.map((group) => group.padStart(4, '0')).join('')}`) };
}
