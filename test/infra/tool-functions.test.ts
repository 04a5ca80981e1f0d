import { describe, expect, it } from 'vitest';
import { mayDo, roleOf, synthesisedApp } from './synthesised-app.ts';

const ARN = 'arn:aws:lambda:eu-central-1:123456789012:function:elsewhere';
const toolFunctions = JSON.stringify({ acme: ['greet', ARN], '*': ['shared', 'greet'] });

describe('a deployment that allows functions to tools', () => {
  const app = synthesisedApp({ toolFunctions });

  it('lets the function that runs tools invoke exactly these, and nobody else', () => {
    // The other asks one of the product's own.
    expect(mayDo(app, /^lambda:/)).toEqual(['AdvanceSession', 'CommandApi']);
    const rights = app
      .rightsOf(roleOf(app, 'AdvanceSession'))
      .filter(({ actions }) => actions.join().includes('lambda:'));
    expect(rights.flatMap(({ actions }) => actions)).toEqual(['lambda:InvokeFunction']);
    const resources = rights.flatMap(({ resources }) => resources);
    expect(resources).toHaveLength(3);
    for (const end of [ARN, ':function:greet', ':function:shared']) expect(resources.join()).toContain(end);
    expect(resources.join()).not.toContain('*');
  });

  it('tells it to those who check and who call', () => {
    for (const id of ['AdvanceSession', 'CommandApi']) {
      const { Variables: variables } = app.named('AWS::Lambda::Function', id).Properties.Environment;
      expect(JSON.parse(variables.TOOL_FUNCTIONS_ALLOWED)).toEqual(JSON.parse(toolFunctions));
    }
    const others = app
      .ofType('AWS::Lambda::Function')
      .filter(({ Properties }) => 'TOOL_FUNCTIONS_ALLOWED' in (Properties.Environment?.Variables ?? {}));
    expect(others).toHaveLength(2);
  });

  it('is found clean by cdk-nag', () => {
    expect(app.findings).toEqual([]);
  });
});

it.each([
  '["greet"]',
  '{"acme":["greet:3"]}',
  '{"acme":["*"]}',
  '{"Not A Tenant!":["greet"]}',
  'greet',
  '{"acme":"greet"}',
])('a context value that is no list of functions for each tenant stops the synthesis: %s', (wrong) => {
  expect(() => synthesisedApp({ toolFunctions: wrong })).toThrow();
});
