import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { sessionMachineFile } from '../../infra/constructs/session-machine.ts';
import type { Resource, SynthesisedApp } from './synthesised-app.ts';

/** The deployed machine against its definition and its functions. */
export function sessionMachineRules(app: SynthesisedApp): void {
  const machine = () => app.named('AWS::StepFunctions::StateMachine', 'SessionMachine').Properties;
  const asl = JSON.parse(readFileSync(sessionMachineFile, 'utf8'));

  describe('the state machine', () => {
    type State = { Type: string; Resource?: string; TimeoutSeconds?: number; Parameters?: { FunctionName: string } };
    const tasks = Object.entries<State>(asl.States).filter(([, { Type }]) => Type === 'Task');
    const functionOf = (substitution: string): Resource => {
      const name = substitution.replace(/^\$\{(\w+)\}$/, '$1');
      const id = machine().DefinitionSubstitutions[name]['Fn::GetAtt'][0];
      return app.named('AWS::Lambda::Function', id);
    };

    it('keeps inputs and outputs, and so task tokens, out of its log', () => {
      expect(machine().LoggingConfiguration).toMatchObject({ IncludeExecutionData: false, Level: 'ALL' });
    });

    it('is a Standard one, and traced', () => {
      expect(machine()).toMatchObject({ StateMachineType: 'STANDARD', TracingConfiguration: { Enabled: true } });
    });

    it.each(tasks)('gives each task more time than its function takes: %s', (_, task) => {
      const { Timeout } = functionOf(task.Parameters?.FunctionName ?? '').Properties;
      expect(task.TimeoutSeconds).toBeGreaterThan(Timeout);
    });

    it('has a value for each name that its definition leaves open, and no other', () => {
      const open = [...readFileSync(sessionMachineFile, 'utf8').matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name);
      expect(Object.keys(machine().DefinitionSubstitutions).sort()).toEqual([...new Set(open)].sort());
    });

    it('may invoke each of its functions, and nothing else', () => {
      const invokable = app
        .rightsOf(machine().RoleArn['Fn::GetAtt'][0])
        .filter(({ actions }) => actions.includes('lambda:InvokeFunction'))
        .map(({ resources }) => resources.join());
      const ids = tasks.map(([, task]) => functionOf(task.Parameters?.FunctionName ?? '').id);
      for (const id of ids) expect(invokable.some((resources) => resources.includes(`"${id}"`))).toBe(true);
      expect(invokable.length).toBe(new Set(ids).size);
    });
  });
}
