import { isIP, type LookupFunction, Socket } from 'node:net';
import { afterAll } from 'vitest';

/** One address that a socket was to be connected to. `host` is what was asked for: a name, or the address itself. */
export type Attempt = { host: string; address: string; port: number };

/**
 * Sees every connection of this process at the last moment, when only the system is left: literal addresses, and all that a name
 * was resolved to. `standIns`: public addresses and what is connected to in their place, so that no packet leaves the machine.
 * Anything else that is not loopback fails here.
 */
export function aConnectSpy(standIns: Record<string, string>) {
  const attempts: Attempt[] = [];
  const original = Socket.prototype.connect;
  const note = (host: string, address: string, port: number) => {
    attempts.push({ host, address, port });
    return standIns[address] ?? (LOOPBACK.test(address) ? address : undefined);
  };
  const spied = function (this: Socket, ...args: unknown[]) {
    const [first] = args;
    const options = (Array.isArray(first) ? first[0] : first) as Options;
    const { host = 'localhost', port = 0 } = options;
    const changed = { ...options };
    if (isIP(host) !== 0) {
      const instead = note(host, host, Number(port));
      if (instead === undefined) return this.destroy(new Error(`The spy lets nothing out to ${host}.`));
      changed.host = instead;
    } else if (options.lookup !== undefined) {
      changed.lookup = diverted(options.lookup, (address) => note(host, address, Number(port)));
    }
    if (Array.isArray(first)) first[0] = changed;
    else args[0] = changed;
    return Reflect.apply(original, this, args);
  };
  Socket.prototype.connect = spied as typeof original;
  afterAll(() => {
    Socket.prototype.connect = original;
  });
  return {
    /** What was attempted since the last time. */
    take: () => attempts.splice(0),
  };
}

type Options = { host?: string; port?: number | string; lookup?: LookupFunction };

const LOOPBACK = /^(127\.|::1$)/;

function diverted(lookup: LookupFunction, note: (address: string) => string | undefined): LookupFunction {
  return (hostname, options, callback) =>
    lookup(hostname, options, (error, found, family) => {
      if (error) return callback(error, found, family);
      const addresses = typeof found === 'string' ? [{ address: found, family: family ?? 4 }] : found;
      const instead = addresses.flatMap(({ address }) => {
        const target = note(address);
        return target === undefined ? [] : [{ address: target, family: isIP(target) }];
      });
      if (instead.length === 0) return callback(new Error(`The spy lets nothing out to ${hostname}.`), [], 0);
      return options.all ? callback(null, instead) : callback(null, instead[0]!.address, instead[0]!.family);
    });
}
