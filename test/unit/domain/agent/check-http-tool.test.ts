import { describe, expect, it } from 'vitest';
import { checkHttpTool } from '../../../../shared/domain/agent/check-http-tool.ts';
import { type HttpTool, httpToolSchema } from '../../../../shared/domain/agent/tool.ts';

const inputSchema = { type: 'object', properties: { device: { type: 'string' } } };

function check(given: Partial<HttpTool>, allowed: string[] = []) {
  const tool = httpToolSchema.parse({
    kind: 'http',
    name: 'call',
    method: 'POST',
    url: 'https://h.example/',
    ...given,
  });
  return checkHttpTool(tool, { allowed: new Set(allowed) });
}

describe('Saving an http tool', () => {
  it('accepts templates in path, query, headers and body that its input schema names', () => {
    const tool = {
      url: 'https://h.example:8443/devices/{{ device }}?of={{device}}#part',
      headers: { Authorization: 'Bearer {{ secret:TOKEN }}', 'X-Device': '{{ device }}' },
      body: { list: ['{{ device }}', 'about {{ device }}', 3, null] },
      inputSchema,
    };
    expect(check(tool)).toEqual([]);
  });

  it('accepts any variable when there is no input schema, for then any argument may come', () => {
    expect(check({ url: 'https://h.example/{{ anything }}' })).toEqual([]);
  });

  it.each([
    ['not a url', 'not a URL'],
    ['', 'not a URL'],
    ['http://', 'not a URL'],
    ['ftp://h.example/', 'Only http and https'],
    ['file:///etc/passwd', 'Only http and https'],
    ['https://user:password@h.example/', 'user name or password'],
    ['https://user@h.example/{{ device }}', 'without templates, user name'],
    ['{{ device }}', 'host without templates'],
    ['{{ device }}://h.example/', 'host without templates'],
    ['https://{{ device }}/', 'host without templates'],
    ['https://{{ device }}.example/', 'host without templates'],
    ['https://h.example:{{ device }}/', 'host without templates'],
    ['https://h.example{{ device }}/', 'host without templates'],
    ['https:\\\\h.example\\', 'host without templates'],
    ['https://h.example/a\nb', 'host without templates'],
    ['https://h.example/{{ device.name }}', 'not written as {{ name }}'],
    ['https://h.example/?key={{ secret:KEY }}', 'Send it in a header'],
  ])('refuses the url %j', (url, said) => {
    expect(check({ url, inputSchema })).toContainEqual({ path: 'url', message: expect.stringContaining(said) });
  });

  it.each([
    'http://127.0.0.1:4701/devices',
    'http://localhost:4701/devices/{{ device }}',
    'http://2130706433/',
    'http://[::1]/{{ device }}',
    'http://169.254.169.254/latest/',
    'https://10.0.0.1/',
    'https://[fd00:ec2::254]/',
  ])('refuses the forbidden address in %s', (url) => {
    expect(check({ url, inputSchema })).toEqual([{ path: 'url', message: expect.stringContaining('private') }]);
  });

  it('accepts a private address that is allowed, on its port only', () => {
    const allowed = ['127.0.0.1:4701', 'localhost:4701'];
    expect(check({ url: 'http://127.0.0.1:4701/{{ device }}', inputSchema }, allowed)).toEqual([]);
    expect(check({ url: 'http://localhost:4701/' }, allowed)).toEqual([]);
    expect(check({ url: 'http://127.0.0.1:4702/' }, allowed)).toHaveLength(1);
  });

  it('names each place that uses a variable which the input schema does not have', () => {
    const tool = {
      url: 'https://h.example/{{ device }}/{{ other }}',
      headers: { 'X-A': '{{ constructor }}' },
      body: { note: ['{{ deep }}'] },
      inputSchema,
    };
    expect(check(tool).map(({ path, message }) => [path, message.split(' is not')[0]])).toEqual([
      ['url', '{{ other }}'],
      ['headers.X-A', '{{ constructor }}'],
      ['body.note.0', '{{ deep }}'],
    ]);
  });

  it.each(['Host', 'content-length', 'Transfer-Encoding', 'Connection', 'Proxy-Authorization', 'Idempotency-Key'])(
    'refuses the header %s, which is not for a tool to set',
    (name) => {
      expect(check({ headers: { [name]: 'x' } })).toMatchObject([{ path: `headers.${name}` }]);
    },
  );

  it.each(['a\r\nHost: b', 'a\nb', 'a\0b', 'a\u2028b', '😀'])('refuses the header value %j', (value) => {
    expect(check({ headers: { 'X-A': value } })).toMatchObject([{ path: 'headers.X-A' }]);
  });

  it('refuses a body where the method has none', () => {
    expect(check({ method: 'GET', body: 'x' })).toMatchObject([{ path: 'body' }]);
    expect(check({ method: 'DELETE', body: 'x' })).toEqual([]);
  });
});
