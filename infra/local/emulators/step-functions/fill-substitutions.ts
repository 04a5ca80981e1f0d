/**
 * Puts values in for the `${Name}` of a state machine file, as CloudFormation's DefinitionSubstitutions do.
 * A name without a value, and a value that the file does not use, are errors: either is a slip.
 *
 * @param text the file's text (JSON)
 * @param values value by name: function names here, ARNs on AWS
 */
export function fillSubstitutions(text: string, values: Record<string, string>): unknown {
  const used = new Set<string>();
  const filled = text.replaceAll(/\$\{(\w+)\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`The state machine asks for \${${name}}: give it a value.`);
    used.add(name);
    return JSON.stringify(value).slice(1, -1);
  });
  const unused = Object.keys(values).filter((name) => !used.has(name));
  if (unused.length > 0) throw new Error(`The state machine does not use ${unused.join(', ')}: remove or rename it.`);
  return JSON.parse(filled);
}
