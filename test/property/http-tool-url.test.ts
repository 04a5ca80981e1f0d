import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HostNotFixed, renderToolUrl, UnfitTemplateValue } from '../../shared/domain/agent/http-tool-url.ts';

const nasty = fc.constantFrom(
  '..',
  '.',
  '%2e',
  '%2E%2e',
  'e',
  '2e',
  '../../admin',
  '..\\..',
  '/',
  '//evil.example/',
  'http://evil.example/',
  '@evil.example',
  ':pass@evil.example:1/',
  '?a=b',
  '#x',
  '&admin=1',
  '%00',
  '\r\nHost: evil',
  '\t',
  '\ud800',
  '{{ b }}',
  '',
  ';a=b',
  '。',
);
const value = fc.oneof(
  nasty,
  fc.string({ unit: 'binary' }),
  fc.array(nasty, { maxLength: 4 }).map((parts) => parts.join('')),
  fc.jsonValue(),
);
const segment = fc.constantFrom(
  '{{ a }}',
  '{{a}}{{ b }}',
  'x-{{ a }}',
  '{{ a }}.',
  '.{{ b }}',
  '%2{{ a }}',
  'plain',
  '',
);
const query = fc.constantFrom('', '?q={{ a }}', '?{{ a }}={{ b }}&c=d', '?');
const origin = fc.constantFrom(
  'http://tool.example',
  'https://tool.example:8443',
  'http://127.0.0.1:4701',
  'http://[::1]:80',
);

/** How many segments a path has, as a server counts them before it decodes any. */
const depth = (url: URL) => url.pathname.split('/').length;

describe("A rendered URL of an agent's http tool", () => {
  it('has the origin, the depth and the parameters of its definition, whatever the values', () => {
    fc.assert(
      fc.property(origin, fc.array(segment, { maxLength: 4 }), query, value, value, (start, segments, end, a, b) => {
        const text = `${start}/${segments.join('/')}${end}`;
        let url: URL;
        try {
          url = renderToolUrl(text, { a, b });
        } catch (error) {
          expect(error).toBeInstanceOf(UnfitTemplateValue);
          return;
        }
        const harmless = renderToolUrl(text, { a: 'v', b: 'w' });
        expect(url.origin).toBe(harmless.origin);
        expect([url.username, url.password, url.hash]).toEqual(['', '', '']);
        expect(depth(url)).toBe(depth(harmless));
        expect([...url.searchParams].length).toBe([...harmless.searchParams].length);
      }),
      { numRuns: 2_000 },
    );
  });

  it('gives a server that decodes a segment the value itself', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', minLength: 1 }).filter((text) => !/^(\.|%2e){1,2}$/i.test(text)),
        (a) => {
          const url = renderToolUrl('https://tool.example/items/{{ a }}?q={{ a }}', { a });
          expect(decodeURIComponent(url.pathname.slice('/items/'.length))).toBe(a.toWellFormed());
          expect(url.searchParams.get('q')).toBe(a.toWellFormed());
        },
      ),
    );
  });

  it('is never made when a template stands before the path', () => {
    const before = [
      '{{ a }}',
      '{{ a }}://h/',
      'http{{ a }}://h/',
      'http://{{ a }}',
      'http://{{ a }}/',
      'http://h.{{ a }}/',
    ];
    const after = [
      'http://h{{ a }}',
      'http://h{{ a }}/',
      'http://h:{{ a }}/',
      'http://h:8{{ a }}/',
      'http://{{ a }}@h/',
    ];
    fc.assert(
      fc.property(fc.constantFrom(...before, ...after), value, (text, a) => {
        expect(() => renderToolUrl(text, { a })).toThrow(HostNotFixed);
      }),
    );
  });
});
