import { describe, expect, it } from 'vitest';
import { reportAndExit } from '../../../infra/local/report-and-exit.ts';
import { StartError } from '../../../infra/local/start-error.ts';
import { aFront } from './a-front.ts';

function report(error: unknown) {
  const written: string[] = [];
  const codes: number[] = [];
  reportAndExit(error, { stderr: { write: (text) => written.push(text) }, exit: (code) => codes.push(code) });
  return { written: written.join(''), codes };
}

describe('a start that failed', () => {
  it('is one line and exit code 1 when a person can put it right', async () => {
    const { port } = await aFront();
    const busy = await aFront({ port }).catch((error: unknown) => error);
    expect(report(busy)).toEqual({
      written: `Port ${port} of 127.0.0.1 is in use by another process. End that process, or choose another port with PORT.\n`,
      codes: [1],
    });
  });

  it('stays one line when a name in it has line breaks', () => {
    expect(report(new StartError('The folder a\r\n b\nc is odd.')).written).toBe('The folder a b c is odd.\n');
  });

  it('keeps its stack when it is a defect of ours', () => {
    const { written, codes } = report(new TypeError('oops'));
    expect(written).toMatch(/^TypeError: oops\n\s+at /);
    expect(codes).toEqual([1]);
    expect(report('text').written).toBe('text\n');
  });
});
