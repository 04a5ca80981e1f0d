import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { loadStateMachine } from '../../infra/local/emulators/step-functions/load-state-machine.ts';

// asl-validator ships no types.
const validate = createRequire(import.meta.url)('asl-validator') as (
  definition: unknown,
  options: object,
) => { isValid: boolean; errorsText: (separator: string) => string };

type Task = { Parameters: { Payload: object }; Retry: object[]; Next: string };

const page = readFileSync('docs/workflows.md', 'utf8');
const example = JSON.parse(readFileSync('infra/state-machines/change-window.asl.json', 'utf8'));
const blocks = [...page.matchAll(/```json\n("[\s\S]*?)```/g)].map(([, block]) => `{${block}}`);
const states: [string, Task][] = blocks.flatMap((block) => Object.entries<Task>(JSON.parse(block)));

describe('docs/workflows.md', () => {
  it('shows how to run an agent and how to ask a person', () => {
    expect(states.map(([name]) => name)).toEqual(['Look at the site', 'Ask']);
  });

  it.each(states)('shows a state that AWS and the laptop take: %s', async (name, state) => {
    const machine = { StartAt: name, States: { [name]: state, [state.Next]: { Type: 'Succeed' } } };
    const { isValid, errorsText } = validate(machine, { checkPaths: true, checkArn: true });
    expect(isValid, errorsText('\n')).toBe(true);
    await expect(
      loadStateMachine('arn:aws:states:local:000000000000:stateMachine:shown', machine),
    ).resolves.toBeDefined();
  });

  it.each([
    ['Look at the site', 'Check the network'],
    ['Ask', 'Ask a person'],
  ])('hands over and tries again as the example does: %s', (shown, inExample) => {
    const { Parameters: parameters, Retry: retry } = new Map(states).get(shown)!;
    expect(retry).toEqual(example.States[inExample].Retry);
    const { jobKey, state, token, ...others } = fieldsOf(parameters.Payload);
    expect({ jobKey, state, token }).toEqual(
      (({ jobKey, state, token }) => ({ jobKey, state, token }))(
        fieldsOf(example.States[inExample].Parameters.Payload),
      ),
    );
    expect(Object.keys(others).length).toBeGreaterThan(0);
  });
});

/** Names without the mark that says that the value is a path. */
function fieldsOf(payload: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(payload).map(([key, value]) => [key.replace(/\.\$$/, ''), value]));
}
