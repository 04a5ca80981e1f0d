import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';

const root = fileURLToPath(new URL('../../', import.meta.url));
const COMPONENTS = 'node_modules/@cloudscape-design/components';
const ICONS = /@cloudscape-design\/components\/icon\/generated\/icons\.js$/;
/** Begins an icon in the list of them all. */
const ICON = /^ {4}"([\w-]+)": React\./;

/** Cloudscape has all of its icons in one list. Those whose name stands nowhere, neither in its components nor here, nobody can see. */
export const iconsWithAUse: Plugin = {
  name: 'icons-with-a-use',
  transform(code, id) {
    if (!ICONS.test(id)) return undefined;
    const names = quotedNames();
    const parts = code.split(/^(?= {4}"[\w-]+": React\.|\};$)/m);
    const kept = parts.filter((part) => {
      const name = ICON.exec(part)?.[1];
      return name === undefined || names.has(name);
    });
    return { code: kept.join(''), map: null };
  },
};

/** Every text of one word in the sources that may name an icon. */
function quotedNames(): Set<string> {
  const files = globSync([`${COMPONENTS}/**/*.js`, 'web/src/**/*.{ts,tsx}'], {
    cwd: root,
    exclude: [`${COMPONENTS}/icon/generated`, `${COMPONENTS}/{i18n,test-utils}`],
  });
  return new Set(
    files.flatMap((file) =>
      Array.from(readFileSync(root + file, 'utf8').matchAll(/["'`]([a-z][a-z-]*)["'`]/g), ([, name = '']) => name),
    ),
  );
}

const ZOD_SCHEMAS = /zod\/v4\/classic\/schemas\.js$/;

/** Each zod schema can describe itself as JSON Schema. The service uses that for its OpenAPI document, the console nowhere. */
export const schemasThatOnlyParse: Plugin = {
  name: 'schemas-that-only-parse',
  transform(code, id) {
    if (!ZOD_SCHEMAS.test(id)) return undefined;
    const parsing = code
      .replace(
        /inst\._zod\.processJSONSchema = \(ctx, json, params\) => processors\.\w+\(inst, ctx, json, params\);/g,
        '',
      )
      .replace(/create(?:ToJSONSchema|StandardJSONSchema)Method\(this, [^)]*\)/g, 'undefined');
    return { code: parsing, map: null };
  },
};
