import { describe, expect, it } from 'vitest';
import { isForbiddenAddress } from '../../../../shared/domain/agent/forbidden-address.ts';

/** First and last address of each range, and its neighbours outside when those are public. */
const RANGES = [
  { first: '10.0.0.0', last: '10.255.255.255', outside: ['9.255.255.255', '11.0.0.0'] },
  { first: '100.64.0.0', last: '100.127.255.255', outside: ['100.63.255.255', '100.128.0.0'] },
  { first: '127.0.0.0', last: '127.255.255.255', outside: ['126.255.255.255', '128.0.0.0'] },
  { first: '168.63.129.16', last: '168.63.129.16', outside: ['168.63.129.15', '168.63.129.17'] },
  { first: '169.254.0.0', last: '169.254.255.255', outside: ['169.253.255.255', '169.255.0.0'] },
  { first: '172.16.0.0', last: '172.31.255.255', outside: ['172.15.255.255', '172.32.0.0'] },
  { first: '192.0.0.0', last: '192.0.0.255', outside: ['191.255.255.255', '192.0.1.0'] },
  { first: '192.168.0.0', last: '192.168.255.255', outside: ['192.167.255.255', '192.169.0.0'] },
  { first: '198.18.0.0', last: '198.19.255.255', outside: ['198.17.255.255', '198.20.0.0'] },
  { first: '224.0.0.0', last: '255.255.255.255', outside: ['223.255.255.255'] },
  { first: '::', last: '1fff:ffff::', outside: ['2000::'] },
  { first: '2001::', last: '2001:1ff:ffff::', outside: ['2000:ffff::', '2001:200::'] },
  { first: '2002::', last: '2002:ffff::', outside: ['2001:ffff::', '2003::'] },
  { first: '3fff::', last: '3fff:fff:ffff::', outside: ['3ffe:ffff::', '3fff:1000::'] },
  { first: '4000::', last: 'ffff:ffff::', outside: ['3fff:ffff::'] },
];

describe('A forbidden address', () => {
  it.each(RANGES)('is any from $first to $last, and none beside them', ({ first, last, outside }) => {
    expect([first, last].map(isForbiddenAddress)).toEqual([true, true]);
    expect(outside.filter(isForbiddenAddress)).toEqual([]);
  });

  it.each(['8.8.8.8', '93.184.215.14', '2606:4700::1111', '[2a00:1450:4001::8a]'])(
    'is not %s, which is public',
    (host) => {
      expect(isForbiddenAddress(host)).toBe(false);
    },
  );

  it('is not a name, which has to be resolved first', () => {
    expect(['example.com', '127.0.0.1.example.com', ''].filter(isForbiddenAddress)).toEqual([]);
  });

  it('is any with a zone, for only local ones have one', () => {
    expect(isForbiddenAddress('fe80::1%eth0')).toBe(true);
  });
});
