import * as z from 'zod';
import { rateLimitSchema } from '../../shared/domain/access/rate-limit.ts';
import { listShardsTextSchema } from '../../shared/domain/scale/list-shards.ts';
import { StartError } from './start-error.ts';

const HOST_AND_PORT = /^(\[[0-9a-f:.]+\]|[a-z0-9_.-]+):([0-9]{1,5})$/i;

/** An empty variable counts as one that is not set: `PORT= npm start` is how shells spell "the default". */
const unsetWhenEmpty = (value: unknown) => (typeof value === 'string' && value.trim() === '' ? undefined : value);

function isHostAndPort(entry: string): boolean {
  const port = Number(HOST_AND_PORT.exec(entry)?.[2] ?? 0);
  return port >= 1 && port <= 65_535;
}

/** As the environment of the functions takes it; checked here, so that a bad one stops the start. */
const limitSchema = z.preprocess(
  unsetWhenEmpty,
  z
    .string()
    .trim()
    .refine(
      (text) => rateLimitSchema.safeParse(text).success,
      'must be requests a second and at once, such as 20:100, or none',
    )
    .optional(),
);

function dailySchema(what: RegExp, complaint: string) {
  return z.preprocess(unsetWhenEmpty, z.string().trim().regex(what, complaint).optional());
}

function isHttpUrl(text: string): boolean {
  return URL.canParse(text) && ['http:', 'https:'].includes(new URL(text).protocol);
}

const addressSchema = z.preprocess(
  unsetWhenEmpty,
  z.string().trim().refine(isHttpUrl, 'must be an http or https address').optional(),
);

const secretSchema = z.preprocess(
  unsetWhenEmpty,
  z
    .string()
    .trim()
    .regex(/^[\x21-\x7e]+$/, 'must be printable characters without spaces')
    .optional(),
);

/** Entries separated by commas. */
const listSchema = z
  .string()
  .default('')
  .transform((list) =>
    list
      .split(',')
      .map((entry) => entry.trim())
      .filter((entry) => entry !== ''),
  );

const settingsSchema = z.object({
  PORT: z.preprocess(
    unsetWhenEmpty,
    z
      .string()
      .trim()
      .regex(/^[0-9]{1,5}$/, 'must be a whole number from 0 to 65535 (0 = any free port)')
      .transform(Number)
      .refine((port) => port <= 65_535, 'must be a whole number from 0 to 65535 (0 = any free port)')
      .default(4700),
  ),
  DATA_DIR: z.preprocess(
    unsetWhenEmpty,
    z
      .string()
      .refine((path) => !path.includes('\0'), 'must be the path of a folder')
      .default('.data'),
  ),
  TOOL_HOSTS_ALLOWED: listSchema.refine(
    (entries) => entries.every(isHostAndPort),
    'must be host:port pairs, separated by commas',
  ),
  TOOL_FUNCTIONS: listSchema,
  OPENAI_BASE_URL: addressSchema,
  OPENAI_API_KEY: secretSchema,
  OPENAI_MODEL: z.preprocess(unsetWhenEmpty, z.string().trim().optional()),
  ANTHROPIC_API_KEY: secretSchema,
  ANTHROPIC_BASE_URL: addressSchema,
  BEDROCK_REGION: z.preprocess(
    unsetWhenEmpty,
    z
      .string()
      .trim()
      .regex(/^[a-z]{2}(-[a-z]+)+-[0-9]$/, 'must be a region, such as eu-central-1')
      .optional(),
  ),
  SECRETS_KEY: z.preprocess(
    unsetWhenEmpty,
    z
      .string()
      .trim()
      .regex(/^[0-9a-f]{64}$/i, 'must be 64 hexadecimal digits')
      .optional(),
  ),
  BEDROCK_ENDPOINT_URL: addressSchema,
  BEDROCK_API_KEY: secretSchema,
  AWS_ACCESS_KEY_ID: secretSchema,
  AWS_SECRET_ACCESS_KEY: secretSchema,
  AWS_SESSION_TOKEN: secretSchema,
  LIMIT_USER_READS: limitSchema,
  LIMIT_USER_COMMANDS: limitSchema,
  LIMIT_TENANT_READS: limitSchema,
  LIMIT_TENANT_COMMANDS: limitSchema,
  TENANT_DAILY_TOKENS: dailySchema(/^[0-9]{1,15}$/, 'must be a whole number of tokens (0 = no limit)'),
  TENANT_DAILY_COST_USD: dailySchema(/^[0-9]{1,9}(\.[0-9]{1,6})?$/, 'must be an amount of US dollars (0 = no limit)'),
  LIST_SHARDS: z.preprocess(
    unsetWhenEmpty,
    z
      .string()
      .check((asked) => {
        const { error } = listShardsTextSchema.safeParse(asked.value);
        if (error !== undefined)
          asked.issues.push({ code: 'custom', input: asked.value, message: error.issues[0]?.message });
      })
      .optional(),
  ),
  OTEL_EXPORTER_OTLP_ENDPOINT: z.preprocess(
    unsetWhenEmpty,
    z.string().trim().refine(isHttpUrl, 'must be an http or https address').optional(),
  ),
  OTEL_EXPORTER_OTLP_HEADERS: z.preprocess(unsetWhenEmpty, z.string().optional()),
  OTEL_SERVICE_NAME: z.preprocess(unsetWhenEmpty, z.string().trim().optional()),
  NODE_ENV: z.string().optional(),
});

const OPEN_TELEMETRY = ['OTEL_EXPORTER_OTLP_ENDPOINT', 'OTEL_EXPORTER_OTLP_HEADERS', 'OTEL_SERVICE_NAME'] as const;
const LIMITS = [
  'LIMIT_USER_READS',
  'LIMIT_USER_COMMANDS',
  'LIMIT_TENANT_READS',
  'LIMIT_TENANT_COMMANDS',
  'TENANT_DAILY_TOKENS',
  'TENANT_DAILY_COST_USD',
  'LIST_SHARDS',
] as const;

/** Variables whose value is never shown. */
const SECRET = /KEY|TOKEN|HEADERS/;

const PROVIDERS = [
  'ANTHROPIC_API_KEY',
  'ANTHROPIC_BASE_URL',
  'BEDROCK_REGION',
  'BEDROCK_ENDPOINT_URL',
  'BEDROCK_API_KEY',
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
] as const;

/** What a person may set on the laptop (api.md, "The laptop's settings"). */
export type LocalSettings = {
  /** 0 = any free port. */
  port: number;
  dataDir: string;
  /** `host:port` entries that tools may reach although they are loopback or private. */
  toolHostsAllowed: string[];
  /** Files of modules with a `handler`, each a Lambda function that tools may call; absent: only the demo's. */
  toolFunctions?: string[];
  openai: { baseUrl?: string | undefined; apiKey?: string | undefined; model?: string | undefined };
  /** Key of the secrets as 64 hexadecimal digits; absent: one is kept in the data folder. */
  secretsKey?: string | undefined;
  /** Requests of a user and of a tenant, a tenant's daily budget and its list shards, by the names of the environment; absent: no limit in effect. */
  /** Of Anthropic and Amazon Bedrock, by the names of the environment; absent: they can't be used. */
  providers?: Partial<Record<(typeof PROVIDERS)[number], string>>;
  limits?: Partial<Record<(typeof LIMITS)[number], string>>;
  /** Where spans go, by OpenTelemetry's own names; absent: nowhere. */
  openTelemetry?: Partial<Record<(typeof OPEN_TELEMETRY)[number], string>>;
  /** `NODE_ENV=production`: then the token issuer is not mounted. */
  production: boolean;
};

/** Reads the settings out of the environment; a bad value is a StartError that names the variable, never a secret's value. */
export function readLocalSettings(variables: Record<string, string | undefined>): LocalSettings {
  const parsed = settingsSchema.safeParse(variables);
  if (!parsed.success) throw new StartError(settingsProblem(parsed.error.issues, variables));
  const settings = parsed.data;
  return {
    port: settings.PORT,
    dataDir: settings.DATA_DIR,
    toolHostsAllowed: settings.TOOL_HOSTS_ALLOWED,
    toolFunctions: settings.TOOL_FUNCTIONS,
    openai: { baseUrl: settings.OPENAI_BASE_URL, apiKey: settings.OPENAI_API_KEY, model: settings.OPENAI_MODEL },
    secretsKey: settings.SECRETS_KEY,
    providers: given(settings, PROVIDERS),
    openTelemetry: given(settings, OPEN_TELEMETRY),
    limits: given(settings, LIMITS),
    production: settings.NODE_ENV === 'production',
  };
}

function given<Name extends string>(settings: { [name in Name]?: string | undefined }, names: readonly Name[]) {
  return Object.fromEntries(names.flatMap((name) => (settings[name] === undefined ? [] : [[name, settings[name]]])));
}

function settingsProblem(issues: z.core.$ZodIssue[], variables: Record<string, string | undefined>): string {
  const complaints = issues.map(({ path, message }) => {
    const name = String(path[0]);
    const shown = SECRET.test(name) ? '' : `, but is ${JSON.stringify(variables[name])}`;
    return `${name} ${message}${shown}`;
  });
  return `Cannot start: ${complaints.join('; ')}. Change the environment variable or leave it out.`;
}
