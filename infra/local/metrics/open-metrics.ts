import { METRICS, type MetricName, type Metrics } from '../../../shared/telemetry/metrics.ts';

/** Upper bounds of a histogram's buckets, in seconds: from a write's milliseconds to a person's day. */
const BOUNDS_S = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 3_600, 86_400];

type Labels = Record<string, string>;
/** `counts`: how many values were within each bound. */
type Series = { labels: Labels; sum: number; count: number; counts: number[] };

/** The metrics of this process since its start, and the page on which Prometheus reads them. */
export function openMetrics(): Metrics & { page: () => string } {
  const series = new Map<MetricName, Map<string, Series>>();

  function seriesOf(name: MetricName, labels: Labels): Series {
    const ofName = series.get(name) ?? new Map<string, Series>();
    series.set(name, ofName);
    const key = JSON.stringify(METRICS[name].dimensions.map((dimension) => labels[dimension]));
    const found = ofName.get(key) ?? { labels, sum: 0, count: 0, counts: BOUNDS_S.map(() => 0) };
    ofName.set(key, found);
    return found;
  }

  return {
    add({ name, value, dimensions }) {
      const one = seriesOf(name, dimensions);
      const measured = METRICS[name].unit === 'Milliseconds' ? value / 1_000 : value;
      one.sum += measured;
      one.count += 1;
      BOUNDS_S.forEach((bound, index) => {
        if (measured <= bound) one.counts[index] = (one.counts[index] ?? 0) + 1;
      });
    },
    page: () => [...series].flatMap(([name, ofName]) => family(name, [...ofName.values()])).join(''),
  };
}

/** One metric in Prometheus' text format. */
function family(name: MetricName, all: Series[]): string[] {
  const { unit, help } = METRICS[name];
  const isTime = unit === 'Milliseconds';
  const full = `agent_sessions_${snakeCase(name)}_${isTime ? 'seconds' : 'total'}`;
  const head = [`# HELP ${full} ${help}\n`, `# TYPE ${full} ${isTime ? 'histogram' : 'counter'}\n`];
  return [...head, ...all.flatMap((one) => (isTime ? histogram(full, one) : [line(full, one.labels, one.sum)]))];
}

function histogram(name: string, { labels, sum, count, counts }: Series): string[] {
  const buckets = BOUNDS_S.map((bound, index) =>
    line(`${name}_bucket`, { ...labels, le: `${bound}` }, counts[index] ?? 0),
  );
  const all = line(`${name}_bucket`, { ...labels, le: '+Inf' }, count);
  return [...buckets, all, line(`${name}_sum`, labels, sum), line(`${name}_count`, labels, count)];
}

function line(name: string, labels: Labels, value: number): string {
  const pairs = Object.entries(labels).map(([label, text]) => `${label}="${text.replace(/[\\"\n]/g, escaped)}"`);
  return `${name}${pairs.length === 0 ? '' : `{${pairs.join(',')}}`} ${value}\n`;
}

function escaped(character: string): string {
  return character === '\n' ? '\\n' : `\\${character}`;
}

function snakeCase(name: string): string {
  return name.replace(/(?<=[a-z])[A-Z]/g, '_$&').toLowerCase();
}
