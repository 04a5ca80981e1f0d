import type { LookupFunction } from 'node:net';
import { isForbiddenAddress } from '../domain/agent/forbidden-address.ts';
import { AddressRefused } from './outbound-errors.ts';

/**
 * A lookup that refuses a name when any of its addresses is forbidden. It runs at connect, and its answer is what is connected
 * to: a name that resolves to something else a moment later gains nothing. Not called for literal addresses.
 */
export function guardedLookup(lookup: LookupFunction): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, options, (error, address, family) => {
      if (error) return callback(error, address, family);
      const found = typeof address === 'string' ? [address] : address.map((entry) => entry.address);
      if (found.some(isForbiddenAddress)) return callback(new AddressRefused('ADDRESS', hostname), [], 0);
      return callback(null, address, family);
    });
  };
}
