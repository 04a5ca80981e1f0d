import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { fillSubstitutions } from '../../infra/local/emulators/step-functions/fill-substitutions.ts';

type Retrier = { ErrorEquals: string[]; MaxAttempts: number; MaxDelaySeconds?: number; JitterStrategy?: string };
type Catcher = { ErrorEquals: string[]; ResultPath?: string; Next: string };
type State = {
  Type: string;
  Comment?: string;
  Resource?: string;
  End?: boolean;
  Parameters?: { FunctionName?: string; [key: string]: unknown };
  ResultPath?: string | null;
  OutputPath?: string;
  TimeoutSeconds?: number;
  SecondsPath?: string;
  ErrorPath?: string;
  CausePath?: string;
  Retry?: Retrier[];
  Catch?: Catcher[];
  Next?: string;
};

// asl-validator ships no types.
const validate = createRequire(import.meta.url)('asl-validator') as (
  definition: unknown,
  options: object,
) => { isValid: boolean; errorsText: (separator: string) => string };

const text = readFileSync(new URL('../../infra/state-machines/agent-session.asl.json', import.meta.url), 'utf8');
const arn = (name: string) => `arn:aws:lambda:eu-central-1:123456789012:function:${name}`;
const machine = fillSubstitutions(text, {
  AdvanceSession: arn('advance-session'),
  ParkSession: arn('park-session'),
}) as { StartAt: string; QueryLanguage: string; States: Record<string, State> };
const tasks = Object.entries(machine.States).filter(([, state]) => state.Type === 'Task');
const waits = tasks.filter(([name]) => name.startsWith('Wait for'));

/** Every `next` with which a run goes on, or fails, and the state it leads to; the others end the run in Advance itself. */
const branches = {
  CONTINUE: 'Advance session',
  BACK_OFF: 'Back off',
  WAIT_FOR_RESULTS: 'Wait for results',
  WAIT_FOR_RESUME: 'Wait for resume',
  FAILED: 'Failed',
};

describe('the state machine of a session', () => {
  it('is valid Amazon States Language', () => {
    const { isValid, errorsText } = validate(machine, { checkPaths: true, checkArn: true });
    expect(isValid, errorsText('\n')).toBe(true);
  });

  it('is JSONPath and begins with Advance session', () => {
    expect(machine.QueryLanguage).toBe('JSONPath');
    expect(machine.StartAt).toBe('Advance session');
  });

  it('goes on as Advance says, with the payload that it gives, and ends with its success', () => {
    const { Catch: catchers = [], End: end, Resource: resource } = machine.States['Advance session'] ?? {};
    const ways = catchers.map(({ ErrorEquals: [next = ''], Next: name }) => {
      const unpacks = machine.States[name];
      expect(unpacks).toMatchObject({
        Type: 'Pass',
        Parameters: { 'payload.$': 'States.StringToJson($.Cause)' },
        OutputPath: '$.payload',
      });
      return [next, unpacks?.Next];
    });
    expect(Object.fromEntries(ways)).toEqual(branches);
    expect(end).toBe(true);
    expect(resource).toBe('arn:aws:states:::lambda:invoke.waitForTaskToken');
  });

  it('never takes an answer of Advance for a fault that is tried again', () => {
    const [never] = machine.States['Advance session']?.Retry ?? [];
    expect(never).toMatchObject({ ErrorEquals: expect.arrayContaining(Object.keys(branches)), MaxAttempts: 0 });
  });

  it.each(tasks)('gives %s a timeout and a bounded retry policy with jitter', (_, task) => {
    expect(task.TimeoutSeconds).toBeGreaterThan(0);
    const retriers = task.Retry?.filter((retrier) => retrier.MaxAttempts > 0) ?? [];
    expect(retriers.length).toBeGreaterThan(0);
    for (const retrier of retriers) {
      expect(retrier.JitterStrategy).toBe('FULL');
      expect(retrier.MaxDelaySeconds).toBeLessThanOrEqual(60);
    }
  });

  it('gives Advance more time than its Lambda has (900 s), so that attempts never overlap', () => {
    expect(machine.States['Advance session']?.TimeoutSeconds).toBe(930);
  });

  it('retries Advance on Lambda service errors and on everything but a fatal error', () => {
    const [fatal, service, other] = machine.States['Advance session']?.Retry ?? [];
    expect(fatal).toMatchObject({ ErrorEquals: expect.arrayContaining(['FatalError']), MaxAttempts: 0 });
    expect(service?.ErrorEquals).toEqual(
      expect.arrayContaining(['Lambda.ServiceException', 'Lambda.TooManyRequestsException']),
    );
    expect(other?.ErrorEquals).toEqual(['States.ALL']);
  });

  it('has two waits', () => {
    expect(waits.map(([name]) => name)).toEqual(['Wait for results', 'Wait for resume']);
  });

  it.each(waits)('leads every error of %s to Advance, and success with the input unchanged', (_, wait) => {
    expect(wait.Catch).toEqual([{ ErrorEquals: ['States.ALL'], ResultPath: '$.waitError', Next: 'Advance session' }]);
    expect(wait.ResultPath).toBeNull();
    expect(wait.Next).toBe('Advance session');
    expect(wait.TimeoutSeconds).toBe(86_400);
  });

  it.each(waits)('never waits another day because %s timed out', (_, wait) => {
    expect(wait.Retry?.[0]).toEqual({ ErrorEquals: ['States.Timeout'], MaxAttempts: 0 });
    expect(wait.Retry?.flatMap((retrier) => retrier.ErrorEquals)).not.toContain('States.ALL');
  });

  it.each(waits)('hands %s the token, the retry count and ids only', (_, wait) => {
    expect(wait.Parameters).toEqual({
      FunctionName: arn('park-session'),
      Payload: {
        'tenantId.$': '$.tenantId',
        'sessionId.$': '$.sessionId',
        'run.$': '$.run',
        'loop.$': '$.loop',
        'wake.$': '$.wake',
        'token.$': '$$.Task.Token',
        'retry.$': '$$.State.RetryCount',
      },
    });
  });

  it('waits as long as Advance says, and fails with what Advance says', () => {
    expect(machine.States['Back off']).toMatchObject({ SecondsPath: '$.seconds', Next: 'Advance session' });
    expect(machine.States.Failed).toMatchObject({ Type: 'Fail', ErrorPath: '$.error', CausePath: '$.cause' });
  });

  it('refuses a substitution that is missing, and one that is not used', () => {
    expect(() => fillSubstitutions(text, { AdvanceSession: 'a' })).toThrow('ParkSession');
    expect(() => fillSubstitutions(text, { AdvanceSession: 'a', ParkSession: 'p', Other: 'o' })).toThrow('Other');
  });
});
