import { ModelNotConfigured } from './model-not-configured.ts';

/** The address that a setting gives. @throws ModelNotConfigured when it is none. */
export function checkedAddress(setting: string, address: string): string {
  if (/^https?:$/.test(URL.parse(address)?.protocol ?? '')) return address;
  throw new ModelNotConfigured(
    `${setting} is not an address. Set it to one that begins with http:// or https://, and start again.`,
  );
}
