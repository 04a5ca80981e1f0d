import { describe, expect, it } from 'vitest';
import { readLocalSettings } from '../../../infra/local/settings.ts';
import { StartError } from '../../../infra/local/start-error.ts';

describe("the laptop's settings", () => {
  it('have defaults for everything', () => {
    const defaults = {
      port: 4700,
      dataDir: '.data',
      toolHostsAllowed: [],
      toolFunctions: [],
      openai: { baseUrl: undefined, apiKey: undefined, model: undefined },
      providers: {},
      openTelemetry: {},
      limits: {},
      production: false,
    };
    expect(readLocalSettings({})).toEqual(defaults);
    expect(readLocalSettings({ PORT: '', DATA_DIR: ' ', TOOL_HOSTS_ALLOWED: ' , ', OPENAI_BASE_URL: '' })).toEqual(
      defaults,
    );
  });

  it('are read from the environment', () => {
    const variables = {
      PORT: '0',
      DATA_DIR: '/tmp/some where',
      TOOL_HOSTS_ALLOWED: 'localhost:8080, 10.0.0.7:443,[::1]:9000',
      TOOL_FUNCTIONS: './a.ts, /b/c.ts,',
      OPENAI_BASE_URL: 'http://localhost:11434/v1',
      OPENAI_API_KEY: 'sk-1',
      OPENAI_MODEL: 'qwen3',
      ANTHROPIC_API_KEY: 'sk-ant-1',
      BEDROCK_REGION: 'eu-central-1',
      BEDROCK_API_KEY: '',
      AWS_ENDPOINT_URL: 'http://127.0.0.1:4566',
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318',
      OTEL_EXPORTER_OTLP_HEADERS: 'x-key=secret',
      NODE_ENV: 'production',
      SOMETHING_ELSE: 'x',
    };
    expect(readLocalSettings(variables)).toEqual({
      port: 0,
      dataDir: '/tmp/some where',
      toolHostsAllowed: ['localhost:8080', '10.0.0.7:443', '[::1]:9000'],
      toolFunctions: ['./a.ts', '/b/c.ts'],
      openai: { baseUrl: 'http://localhost:11434/v1', apiKey: 'sk-1', model: 'qwen3' },
      providers: { ANTHROPIC_API_KEY: 'sk-ant-1', BEDROCK_REGION: 'eu-central-1' },
      openTelemetry: {
        OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318',
        OTEL_EXPORTER_OTLP_HEADERS: 'x-key=secret',
      },
      limits: {},
      production: true,
    });
  });

  it.each([
    ['PORT', 'abc'],
    ['PORT', '65536'],
    ['PORT', '-1'],
    ['PORT', '4700.5'],
    ['PORT', '0x10'],
    ['DATA_DIR', 'a\0b'],
    ['TOOL_HOSTS_ALLOWED', 'localhost'],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'collector:4318'],
    ['TOOL_HOSTS_ALLOWED', 'localhost:0'],
    ['TOOL_HOSTS_ALLOWED', 'a:80,b:99999'],
    ['TOOL_HOSTS_ALLOWED', 'http://localhost:80'],
    ['OPENAI_BASE_URL', 'localhost:11434'],
    ['OPENAI_BASE_URL', 'ftp://localhost'],
    ['ANTHROPIC_BASE_URL', 'api.anthropic.com'],
    ['BEDROCK_REGION', 'Frankfurt'],
    ['LIST_SHARDS', '4'],
    ['LIST_SHARDS', '{"acme":65}'],
    ['BEDROCK_ENDPOINT_URL', '127.0.0.1:9'],
  ])('refuse %s=%s in one line that names both', (name, value) => {
    const read = () => readLocalSettings({ [name]: value });
    expect(read).toThrow(StartError);
    expect(read).toThrow(new RegExp(`^Cannot start: ${name} must be [^\\n]*\\.$`));
    expect(read).toThrow(JSON.stringify(value));
  });

  it('name every bad one at once, and never show a key', () => {
    const read = () => readLocalSettings({ PORT: 'x', OPENAI_API_KEY: 'sk-secret\nline', AWS_SESSION_TOKEN: 'to ken' });
    expect(read).toThrow(/^Cannot start: PORT must .*; OPENAI_API_KEY must .*; AWS_SESSION_TOKEN must /);
    expect(read).not.toThrow(/sk-secret|to ken/);
  });
});
