import { existsSync, globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const page = readFileSync(`${root}docs/failure-modes.md`, 'utf8');

type Row = { number: string; mechanism: string; tests: { name: string; file: string }[] };

const rows: Row[] = [...page.matchAll(/^\| (F\d+b?) \|[^|]*\|([^|]*)\|(.*)\|$/gm)].map(
  ([, number = '', mechanism = '', tests = '']) => ({
    number,
    mechanism: /`([^`]+)` *$/.exec(mechanism)?.[1] ?? '',
    tests: tests.split('<br>').map((test) => {
      const [, name = '', file = ''] = /`(.+)` (\S+)/.exec(test) ?? [];
      return { name, file };
    }),
  }),
);

const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => `F${from + index}`);

/** A name as the sources may write it. */
const spellings = (name: string) => [name, name.replaceAll("'", "\\'")];

describe('docs/failure-modes.md', () => {
  it('has a row for every failure of waking, driving, commands, triggers, jobs, storage, money and models', () => {
    const triggers = ['F31', 'F33', ...numbers(35, 37), 'F59'];
    const expected = [
      ...numbers(1, 24),
      'F24b',
      ...numbers(25, 30),
      ...triggers,
      ...numbers(60, 65),
      ...numbers(40, 46),
      ...numbers(49, 53),
      ...['F57', 'F58'],
      ...numbers(54, 56),
    ];
    expect(rows.map(({ number }) => number)).toEqual(expected);
  });

  it.each(rows)('names a file and tests that exist: $number', ({ mechanism, tests }) => {
    expect(existsSync(`${root}${mechanism}`), mechanism).toBe(true);
    expect(tests.length).toBeGreaterThan(0);
    for (const { name, file } of tests) {
      const source = readFileSync(`${root}${file}`, 'utf8');
      expect(
        spellings(name).some((spelling) => source.includes(spelling)),
        `${file}: ${name}`,
      ).toBe(true);
    }
  });

  it('names every test that carries a number, in the row of that number', () => {
    const named = new Set(
      rows.flatMap(({ number, tests }) => tests.map(({ name, file }) => `${number} ${file} ${name}`)),
    );
    const missing = globSync('test/**/*.test.ts', { cwd: root }).flatMap((file) => {
      const source = readFileSync(`${root}${file}`, 'utf8');
      const titles = [...source.matchAll(/\(\s*(['"`])((F\d+b?) (?:(?!\1).)+)\1,/g)];
      return titles.map(([, , title, number]) => `${number} ${file} ${title}`).filter((title) => !named.has(title));
    });
    expect(missing).toEqual([]);
  });
});
