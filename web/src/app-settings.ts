import * as z from 'zod';

const appSettingsSchema = z.object({
  /** The OpenID Connect issuer, without `/.well-known/…`. */
  authority: z.url(),
  clientId: z.string().min(1),
  scope: z.string().min(1),
});
export type AppSettings = z.infer<typeof appSettingsSchema>;

/** Reads where to sign in: a file beside the console, written by who deployed it. */
export async function loadAppSettings(fetchFile: typeof fetch): Promise<AppSettings> {
  const answer = await fetchFile('/config.json');
  if (!answer.ok) throw new Error(`/config.json cannot be read (${answer.status}).`);
  return appSettingsSchema.parse(await answer.json());
}
