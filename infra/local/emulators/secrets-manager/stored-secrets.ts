import * as z from 'zod';
import { AwsError } from '../aws-error.ts';
import type { EncryptedFile } from './encrypted-file.ts';

const DAY_MS = 86_400_000;

const versionSchema = z.object({ id: z.string(), text: z.string(), createdAt: z.number() });
const secretSchema = z.object({ createdAt: z.number(), versions: z.array(versionSchema).min(1) });
const allSchema = z.record(z.string(), secretSchema);
type StoredSecret = z.infer<typeof secretSchema>;
type Version = z.infer<typeof versionSchema>;

/** Secrets with their versions, the current one last, as Secrets Manager keeps them. Every change is in the file before it is answered. */
export function storedSecrets(file: EncryptedFile, clock: { now: () => number }) {
  let all = new Map(Object.entries(allSchema.parse(JSON.parse(file.read() ?? '{}'))));

  function change(name: string, secret: StoredSecret | undefined): void {
    const next = new Map(all);
    if (secret === undefined) next.delete(name);
    else next.set(name, secret);
    file.write(JSON.stringify(Object.fromEntries(next)));
    all = next;
  }

  function find(name: string): StoredSecret {
    const secret = all.get(name);
    if (secret === undefined) {
      throw new AwsError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
    }
    return secret;
  }

  return {
    create(name: string, version: Omit<Version, 'createdAt'>): void {
      const there = all.get(name);
      if (there !== undefined && isRepeat(there, version)) return;
      if (there !== undefined) {
        throw new AwsError('ResourceExistsException', 'The operation failed because the secret already exists.');
      }
      const createdAt = clock.now();
      change(name, { createdAt, versions: [{ ...version, createdAt }] });
    },

    put(name: string, version: Omit<Version, 'createdAt'>): void {
      const secret = find(name);
      if (isRepeat(secret, version)) return;
      const createdAt = clock.now();
      // The current and the former one have labels. Without a label, a version may go after a day.
      const kept = secret.versions.filter(
        ({ createdAt: since }, at) => at === secret.versions.length - 1 || createdAt - since < DAY_MS,
      );
      change(name, { ...secret, versions: [...kept, { ...version, createdAt }] });
    },

    get(name: string, id: string | undefined): Version {
      const { versions } = find(name);
      const version = id === undefined ? versions.at(-1) : versions.find((each) => each.id === id);
      if (version !== undefined) return version;
      const message = `Secrets Manager can't find the specified secret value for VersionId: ${id}`;
      throw new AwsError('ResourceNotFoundException', message);
    },

    /** What is not there may be deleted too. */
    remove(name: string): void {
      if (all.has(name)) change(name, undefined);
    },
  };
}

/** The same token with the same text is the same request. @throws AwsError when the text is another one */
function isRepeat({ versions }: StoredSecret, { id, text }: Omit<Version, 'createdAt'>): boolean {
  const same = versions.find((version) => version.id === id);
  if (same === undefined) return false;
  if (same.text === text) return true;
  throw new AwsError('ResourceExistsException', 'A version with this token and another value exists already.');
}
