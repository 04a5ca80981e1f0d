import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { iconsWithAUse, schemasThatOnlyParse } from '../../../infra/console/unused-parts.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const read = (file: string) => readFileSync(root + file, 'utf8');
const ICONS = 'node_modules/@cloudscape-design/components/icon/generated/icons.js';
const ZOD = 'node_modules/zod/v4/classic/schemas.js';
const slimmed = ({ transform }: { transform?: unknown }, file: string): string =>
  (transform as (code: string, id: string) => { code: string })(read(file), root + file).code;

describe('the icons of the console', () => {
  const all = [...read(ICONS).matchAll(/^ {4}"([\w-]+)": /gm)].map(([, name = '']) => name);
  const code = slimmed(iconsWithAUse, ICONS);
  const kept = all.filter((name) => code.includes(`    "${name}": `));

  it('are all those that its pages name', () => {
    const pages = globSync('web/src/**/*.tsx', { cwd: root }).map(read).join();
    const named = [...pages.matchAll(/iconName="([\w-]+)"/g)].map(([, name]) => name);
    expect(named.length).toBeGreaterThan(3);
    expect(kept).toEqual(expect.arrayContaining(named));
  });

  it('are those that Cloudscape shows by itself', () => {
    expect(kept).toEqual(expect.arrayContaining(['angle-down', 'caret-down', 'close', 'search', 'status-negative']));
  });

  it('are far from all that Cloudscape has', () => {
    expect(kept.length).toBeLessThan(all.length * 0.75);
  });
});

describe('the schemas of the console', () => {
  it('parse, and do without what would describe them as JSON Schema', () => {
    const code = slimmed(schemasThatOnlyParse, ZOD);
    expect(read(ZOD)).toMatch(/processors\.stringProcessor/);
    expect(code).not.toMatch(/processors\.\w+Processor|createToJSONSchemaMethod\(|createStandardJSONSchemaMethod\(/);
    expect(code).toContain('safeParse(data, params)');
  });
});
