import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { emfLines, emfMetrics } from '../../../shared/telemetry/emf.ts';
import { METRICS, type Point } from '../../../shared/telemetry/metrics.ts';

const AT = Date.UTC(2026, 10, 23, 9);

/** What CloudWatch reads of a line, and the limits that it sets (Embedded Metric Format specification). */
const directiveSchema = z.strictObject({
  Namespace: z.string().min(1).max(1_024),
  Dimensions: z.array(z.array(z.string().min(1).max(250)).min(1).max(30)).min(1),
  Metrics: z
    .array(z.strictObject({ Name: z.string().min(1).max(1_024), Unit: z.enum(['Count', 'Milliseconds', 'None']) }))
    .min(1)
    .max(100),
});
const lineSchema = z.looseObject({
  _aws: z.strictObject({ Timestamp: z.number().int(), CloudWatchMetrics: z.array(directiveSchema).length(1) }),
});

/** A line, checked against the format: every name that the directive has is a member of the right type. */
function read(text: string) {
  expect(text).not.toContain('\n');
  expect(Buffer.byteLength(text)).toBeLessThan(262_144);
  const line = lineSchema.parse(JSON.parse(text));
  const [directive] = line._aws.CloudWatchMetrics;
  const members = new Set(['_aws']);
  for (const dimension of directive?.Dimensions.flat() ?? []) {
    members.add(dimension);
    z.string().min(1).max(1_024).parse(line[dimension]);
  }
  for (const { Name } of directive?.Metrics ?? []) {
    members.add(Name);
    z.array(z.number()).min(1).max(100).parse(line[Name]);
  }
  expect(new Set(Object.keys(line))).toEqual(members);
  return line;
}

const write = (value: number): Point => ({ name: 'ControlWriteTime', value, dimensions: {} });
const ended = (status: string): Point => ({ name: 'SessionsEnded', value: 1, dimensions: { status } });

describe('the lines of metrics', () => {
  it('are one for each set of dimensions, with all its values', () => {
    const lines = emfLines(
      [write(4), ended('COMPLETED'), write(5), ended('FAILED'), ended('COMPLETED')],
      'agent-sessions-test',
      AT,
    );
    expect(lines.map(read)).toEqual([
      {
        _aws: {
          Timestamp: AT,
          CloudWatchMetrics: [
            {
              Namespace: 'agent-sessions-test',
              Dimensions: [['service']],
              Metrics: [{ Name: 'ControlWriteTime', Unit: 'Milliseconds' }],
            },
          ],
        },
        service: 'agent-sessions',
        ControlWriteTime: [4, 5],
      },
      expect.objectContaining({ status: 'COMPLETED', SessionsEnded: [1, 1] }),
      expect.objectContaining({ status: 'FAILED', SessionsEnded: [1] }),
    ]);
  });

  it('hold metrics of the same dimensions together', () => {
    const [line, ...others] = emfLines([write(4), { name: 'EffectsSwept', value: 3, dimensions: {} }], 'n', AT);
    expect(others).toEqual([]);
    expect(read(line ?? '')).toMatchObject({ ControlWriteTime: [4], EffectsSwept: [3] });
  });

  it('have at most 100 values of a metric each, and lose none', () => {
    const points = Array.from({ length: 250 }, (_, index) => write(index));
    const lines = emfLines([...points, { name: 'EffectsSwept', value: 3, dimensions: {} }], 'n', AT).map(read);
    expect(lines.flatMap((line) => line.ControlWriteTime)).toEqual(points.map(({ value }) => value));
    expect(lines.flatMap((line) => line.EffectsSwept ?? [])).toEqual([3]);
  });

  it('are written at the end of an invocation, once, and before it when there is very much', () => {
    const written: string[] = [];
    const metrics = emfMetrics({ namespace: 'n', now: () => AT, writeLine: (line) => written.push(line) });
    metrics.add(write(1));
    expect(written).toEqual([]);
    metrics.flush();
    metrics.flush();
    expect(written).toHaveLength(1);
    for (let index = 0; index < 600; index += 1) metrics.add(write(index));
    expect(written.length).toBeGreaterThan(1);
  });
});

it('no metric has a dimension with as many values as there are tenants, agents or sessions', () => {
  const allowed = ['trigger', 'status', 'provider', 'outcome', 'kind', 'state', 'type', 'after', 'why', 'effect'];
  for (const { dimensions } of Object.values(METRICS)) expect(allowed).toEqual(expect.arrayContaining([...dimensions]));
});
