/**
 * IPv4 ranges that no tool may reach, as [first address, prefix length]. IANA's special-purpose registry, and
 * 168.63.129.16, which is public by number but is a cloud's own host service.
 */
const FORBIDDEN_IPV4: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8], // this network; 0.0.0.0 reaches loopback on Linux
  ['10.0.0.0', 8],
  ['100.64.0.0', 10], // carrier-grade NAT; some clouds keep instance metadata here
  ['127.0.0.0', 8], // Lambda's runtime API listens on 127.0.0.1:9001
  ['168.63.129.16', 32],
  ['169.254.0.0', 16], // instance metadata, container credentials
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.31.196.0', 24],
  ['192.52.193.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['192.175.48.0', 24],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4], // multicast
  ['240.0.0.0', 4], // reserved, and broadcast
];

/**
 * IPv6 ranges inside global unicast (2000::/3) that are not plain hosts. All outside of 2000::/3 is forbidden anyway: loopback,
 * IPv4-mapped and -compatible, NAT64 64:ff9b::/96, fc00::/7 (with it fd00:ec2::254), fe80::/10, multicast.
 */
const FORBIDDEN_IPV6: readonly (readonly [readonly number[], number])[] = [
  [[0x2001, 0], 23], // protocol assignments: Teredo, benchmarking, ORCHID
  [[0x2001, 0xdb8], 32], // documentation
  [[0x2002], 16], // 6to4: holds any IPv4 address
  [[0x2620, 0x4f, 0x8000], 48],
  [[0x3fff, 0], 20], // documentation
];

/**
 * Whether an address is loopback, private, link-local or otherwise not a public host. Takes any text form of an address, with or
 * without brackets; what is not an address is not forbidden here, because its name has to be resolved first.
 */
export function isForbiddenAddress(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, '');
  if (!bare.includes(':')) return isForbiddenIpv4(URL.parse(`http://${bare}/`)?.hostname ?? bare);
  const canonical = URL.parse(`http://[${bare}]/`)?.hostname;
  // An address with a zone ("fe80::1%eth0") can't stand in a URL, and only local ones have a zone.
  return canonical === undefined || isForbiddenIpv6(canonical.slice(1, -1));
}

function isForbiddenIpv4(host: string): boolean {
  if (!/^\d+(\.\d+){3}$/.test(host)) return false;
  const address = ipv4Number(host);
  return FORBIDDEN_IPV4.some(([first, prefix]) => {
    const size = 2 ** (32 - prefix);
    return Math.floor(address / size) === Math.floor(ipv4Number(first) / size);
  });
}

function ipv4Number(dotted: string): number {
  return dotted.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}

function isForbiddenIpv6(canonical: string): boolean {
  const groups = ipv6Groups(canonical);
  const isGlobalUnicast = bits(groups).startsWith('001');
  return !isGlobalUnicast || FORBIDDEN_IPV6.some(([first, prefix]) => bits(groups, prefix) === bits(first, prefix));
}

/** The eight groups of an address in the form that the URL parser writes (hexadecimal, at most one `::`). */
function ipv6Groups(canonical: string): number[] {
  const [before = '', after] = canonical.split('::').map((half) => (half === '' ? [] : half.split(':')));
  const head = [...before];
  const tail = [...(after ?? [])];
  const zeros = Array<string>(8 - head.length - tail.length).fill('0');
  return [...head, ...zeros, ...tail].map((group) => Number.parseInt(group, 16));
}

function bits(groups: readonly number[], length = 128): string {
  return groups
    .map((group) => group.toString(2).padStart(16, '0'))
    .join('')
    .padEnd(128, '0')
    .slice(0, length);
}
