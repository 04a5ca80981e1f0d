import {
  Dashboard,
  GraphWidget,
  type IMetric,
  type IWidget,
  MathExpression,
  Metric,
  PeriodOverride,
} from 'aws-cdk-lib/aws-cloudwatch';
import { Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { METRICS, type MetricName, SERVICE_DIMENSION } from '../../shared/telemetry/metrics.ts';
import type { Deployment } from './deployment.ts';
import type { Operations } from './operations.ts';
import { RunbookAlarm } from './runbook-alarm.ts';
import type { ServiceFunction } from './service-function.ts';

export type SessionMetricsProps = { deployment: Deployment; operations: Operations };

const PERIOD = Duration.minutes(5);

/** What the sessions' own metrics are good for: a dashboard, and alarms on what no other metric shows. */
export class SessionMetrics extends Construct {
  private readonly namespace: string;

  constructor(scope: Construct, id: string, { deployment, operations: { alarms: topic } }: SessionMetricsProps) {
    super(scope, id);
    this.namespace = namespaceOf(deployment);
    new Dashboard(this, 'Dashboard', {
      dashboardName: `agent-sessions-${deployment.stage}`,
      periodOverride: PeriodOverride.AUTO,
      widgets: this.rows(),
    });
    new RunbookAlarm(this, 'WakesSlow', {
      metric: this.metric('WakeTime', { after: 'wait' }, 'p95', Duration.minutes(15)),
      threshold: 30_000,
      userImpact: 'Sessions go on late after a resume, an answered task or the end of what they called.',
      runbook: 'wakes-slow',
      topic,
    });
    new RunbookAlarm(this, 'EffectsLeftBehind', {
      metric: this.metric('EffectsSwept', {}, 'Sum', PERIOD),
      // Each process that dies leaves a few; this many come from something that goes on failing.
      threshold: 100,
      userImpact: 'Lists and activities are shown one to two minutes late, and so are wakes.',
      runbook: 'effects-left-behind',
      topic,
    });
  }

  private rows(): IWidget[][] {
    return [
      [
        this.graph('Sessions started, by trigger', [this.search('SessionsStarted', 'Sum')]),
        this.graph('Sessions ended, by status', [this.search('SessionsEnded', 'Sum')]),
        this.graph('Wake to driven, p95 (ms)', [this.search('WakeTime', 'p95')]),
      ],
      [
        this.graph('Model calls, p95 (ms)', [this.search('ModelCallTime', 'p95')]),
        this.graph('Tool calls, p95 (ms)', [this.search('ToolCallTime', 'p95')]),
        this.graph('Writes of control items, p95 (ms)', [this.search('ControlWriteTime', 'p95')]),
      ],
      [
        this.graph('Tokens', [this.search('Tokens', 'Sum')]),
        this.graph('Cost (US dollars)', [this.search('CostUsd', 'Sum')]),
        this.graph('Commands refused, by reason', [this.search('CommandsRefused', 'Sum')]),
      ],
      [
        this.graph('Effects that failed', [this.search('EffectsFailed', 'Sum')]),
        this.graph('Effects left to the sweeper', [this.search('EffectsSwept', 'Sum')]),
        this.graph('Spans that could not be delivered', [this.search('SpansLost', 'Sum')]),
      ],
    ];
  }

  private graph(title: string, left: IMetric[]): GraphWidget {
    return new GraphWidget({ title, left, width: 8, height: 6, leftYAxis: { min: 0 } });
  }

  /** All values of a metric's dimensions, whichever there are by then. */
  private search(name: MetricName, statistic: string): MathExpression {
    const schema = [`"${this.namespace}"`, ...Object.keys(SERVICE_DIMENSION), ...METRICS[name].dimensions].join(',');
    const expression = `SEARCH('{${schema}} MetricName="${name}"', '${statistic}', ${PERIOD.toSeconds()})`;
    return new MathExpression({ expression, usingMetrics: {}, label: '', period: PERIOD });
  }

  private metric(metricName: MetricName, dimensions: Record<string, string>, statistic: string, period: Duration) {
    const { namespace } = this;
    return new Metric({
      namespace,
      metricName,
      dimensionsMap: { ...SERVICE_DIMENSION, ...dimensions },
      statistic,
      period,
    });
  }
}

/** Tells a function, which changes sessions or performs their effects, where its metrics and spans go. */
export function observe(fn: ServiceFunction, deployment: Deployment): void {
  fn.tell('METRICS_NAMESPACE', namespaceOf(deployment));
  if (deployment.otlpEndpoint !== undefined) fn.tell('OTEL_EXPORTER_OTLP_ENDPOINT', deployment.otlpEndpoint);
}

function namespaceOf({ stage }: Deployment): string {
  return `agent-sessions-${stage}`;
}
