import { describe, expect, it } from 'vitest';
import { emfLines } from '../../shared/telemetry/emf.ts';
import { METRICS, type MetricName, type Point } from '../../shared/telemetry/metrics.ts';
import { mayDo, type SynthesisedApp, synthesisedApp, wordOf } from './synthesised-app.ts';

/** The names under which CloudWatch keeps a metric that the functions write. */
function asWritten(name: MetricName, namespace: string, dimensions: Record<string, string> = {}) {
  const point = { name, value: 1, dimensions } as Point;
  const [directive] = JSON.parse(emfLines([point], namespace, 0)[0] ?? '')._aws.CloudWatchMetrics;
  return { namespace: directive.Namespace, dimensions: directive.Dimensions[0] as string[] };
}

/** What is measured of sessions, who measures it, and who looks at it. */
export function telemetryRules(app: SynthesisedApp): void {
  const told = (from: SynthesisedApp, name: string) =>
    from
      .ofType('AWS::Lambda::Function')
      .filter(({ Properties }) => Properties.Environment?.Variables?.[name] !== undefined)
      .map(({ id, Properties }) => [wordOf(id), Properties.Environment.Variables[name]]);

  describe('telemetry', () => {
    const writers = mayDo(app, /^dynamodb:PutItem$/).filter((id) => !['ReadApi'].includes(id));

    it('is told its namespace wherever sessions are changed', () => {
      expect(writers).toEqual(expect.arrayContaining(['AdvanceSession', 'CommandApi', 'EndJob', 'FireTrigger']));
      const namespaces = told(app, 'METRICS_NAMESPACE');
      expect(namespaces.map(([id]) => id).sort()).toEqual(writers.toSorted());
      for (const [, namespace] of namespaces) expect(namespace).toBe('agent-sessions-development');
    });

    it('sends spans nowhere unless a receiver is given, and then from wherever effects are performed', () => {
      expect(told(app, 'OTEL_EXPORTER_OTLP_ENDPOINT')).toEqual([]);
      const given = synthesisedApp({ otlpEndpoint: 'https://collector.example' });
      const receivers = told(given, 'OTEL_EXPORTER_OTLP_ENDPOINT');
      expect(receivers.map(([id]) => id).sort()).toEqual(writers.toSorted());
      for (const [, endpoint] of receivers) expect(endpoint).toBe('https://collector.example');
      expect(() => synthesisedApp({ otlpEndpoint: 'collector:4318' })).toThrow('otlpEndpoint');
    });

    it('has a dashboard with every metric, found by the names under which it is written', () => {
      const body = JSON.stringify(app.named('AWS::CloudWatch::Dashboard', 'Metrics').Properties.DashboardBody);
      for (const name of Object.keys(METRICS) as MetricName[]) {
        const dimensions = Object.fromEntries(METRICS[name].dimensions.map((dimension) => [dimension, 'x']));
        const { namespace, dimensions: written } = asWritten(name, 'agent-sessions-development', dimensions);
        const search = new RegExp(
          String.raw`SEARCH\('\{\W*${namespace}\W*,${written.join(',')}\} MetricName=\W*${name}\W`,
        );
        expect(body, name).toMatch(search);
      }
    });

    it.each([
      ['MetricsWakesSlow', 'WakeTime', { after: 'wait' }],
      ['MetricsEffectsLeftBehind', 'EffectsSwept', {}],
    ] as const)('rings by a metric that is written: %s', (id, name, dimensions) => {
      const { Properties } = app.named('AWS::CloudWatch::Alarm', id);
      const written = asWritten(name, 'agent-sessions-development', dimensions);
      expect(Properties).toMatchObject({
        MetricName: name,
        Namespace: written.namespace,
        TreatMissingData: 'notBreaching',
      });
      const named = Properties.Dimensions.map(({ Name }: { Name: string }) => Name);
      expect(named.sort()).toEqual(written.dimensions.toSorted());
      for (const [dimension, value] of Object.entries(dimensions)) {
        expect(Properties.Dimensions).toContainEqual({ Name: dimension, Value: value });
      }
    });
  });
}
