import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  RESERVED_NAMES,
  renderTemplate,
  templateSecrets,
  templateVariables,
  UnknownTemplateVariable,
} from '../../shared/domain/agent/template.ts';

const name = fc.stringMatching(/^[a-zA-Z_]\w{0,10}$/).filter((each) => !RESERVED_NAMES.includes(each));
const plain = fc.string({ unit: 'binary' }).filter((text) => !text.includes('{') && !text.includes('}'));

describe('rendering a template', () => {
  it('puts each value in its place and leaves everything else as it is', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(plain, name, fc.string())), plain, (parts, end) => {
        const values = Object.fromEntries(parts.map(([, key, value]) => [key, value]));
        const text = parts.map(([before, key]) => `${before}{{ ${key} }}`).join('') + end;
        const expected = parts.map(([before, key]) => before + values[key]).join('') + end;
        expect(renderTemplate(text, values)).toBe(expected);
      }),
    );
  });

  it('does not render again what a value brings in', () => {
    fc.assert(
      fc.property(name, name, (outer, inner) => {
        expect(renderTemplate(`{{${outer}}}`, { [outer]: `{{ ${inner} }}` })).toBe(`{{ ${inner} }}`);
      }),
    );
  });

  it('succeeds exactly when every variable has a value', () => {
    fc.assert(
      fc.property(fc.array(name), fc.array(name), (used, given) => {
        const text = used.map((each) => `{{${each}}}`).join(' ');
        const values = Object.fromEntries(given.map((each) => [each, 'x']));
        const complete = templateVariables(text).every((each) => given.includes(each));
        if (complete) expect(renderTemplate(text, values)).not.toContain('{{');
        else expect(() => renderTemplate(text, values)).toThrow(UnknownTemplateVariable);
      }),
    );
  });

  it.each(RESERVED_NAMES)('refuses {{ %s }}, with and without such a value', (reserved) => {
    const values = Object.defineProperty({}, reserved, { value: 'x', enumerable: true });
    expect(() => renderTemplate(`{{ ${reserved} }}`, values)).toThrow(UnknownTemplateVariable);
    expect(() => renderTemplate(`{{ ${reserved} }}`, {})).toThrow(UnknownTemplateVariable);
  });

  it('does not take what every object inherits for a value', () => {
    expect(() => renderTemplate('{{ toString }}', {})).toThrow('{{ toString }}');
  });

  it('writes what is not text as JSON, unless told how to encode', () => {
    expect(renderTemplate('{{ list }} {{ yes }}', { list: [1, 'a'], yes: true })).toBe('[1,"a"] true');
    expect(renderTemplate('/x/{{ id }}', { id: 'a/b' }, (value) => encodeURIComponent(String(value)))).toBe('/x/a%2Fb');
  });

  it('leaves secrets alone and names them apart', () => {
    const text = 'Bearer {{ secret:API_KEY }} for {{ user }}';
    expect(renderTemplate(text, { user: 'ada' })).toBe('Bearer {{ secret:API_KEY }} for ada');
    expect(templateSecrets(text)).toEqual(['API_KEY']);
    expect(templateVariables(text)).toEqual(['user']);
  });
});
