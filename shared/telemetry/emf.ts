import { METRICS, type MetricName, type Metrics, type Point, SERVICE_DIMENSION } from './metrics.ts';

/** Of the Embedded Metric Format: values of one metric in a line. */
const MOST_VALUES = 100;
/** Measurements that are kept before they are written. */
const MOST_WAITING = 500;

export type EmfOptions = {
  /** Of CloudWatch: one for each deployment. */
  namespace: string;
  /** Milliseconds since 1970. */
  now: () => number;
  /** Writes a line to the function's log, as it is. */
  writeLine: (line: string) => void;
};

/** Metrics that become lines of a function's log, from which CloudWatch reads them: no request, no right, no delay. */
export function emfMetrics(options: EmfOptions): Metrics & { flush: () => void } {
  let points: Point[] = [];
  const flush = () => {
    const lines = emfLines(points, options.namespace, options.now());
    points = [];
    for (const line of lines) options.writeLine(line);
  };
  return {
    add(point) {
      points.push(point);
      if (points.length >= MOST_WAITING) flush();
    },
    flush,
  };
}

/** The Embedded Metric Format: one line of JSON for each set of dimensions' values. */
export function emfLines(points: readonly Point[], namespace: string, at: number): string[] {
  const sets = Map.groupBy(points, ({ name, dimensions }) => JSON.stringify([METRICS[name].dimensions, dimensions]));
  return [...sets.values()].flatMap((set) => {
    const byName = Map.groupBy(set, ({ name }) => name);
    const longest = Math.max(...[...byName.values()].map(({ length }) => length));
    const lines = Array.from({ length: Math.ceil(longest / MOST_VALUES) }, (_, index) => index * MOST_VALUES);
    return lines.map((from) => emfLine(byName, { namespace, at, from }));
  });
}

type Line = { namespace: string; at: number; from: number };

function emfLine(byName: Map<MetricName, Point[]>, { namespace, at, from }: Line): string {
  const all = [...byName].map(([name, points]) => [name, points.slice(from, from + MOST_VALUES)] as const);
  const present = all.filter(([, points]) => points.length > 0);
  const dimensions = { ...SERVICE_DIMENSION, ...present[0]?.[1][0]?.dimensions };
  const metrics = present.map(([name]) => ({ Name: name, Unit: METRICS[name].unit }));
  const directive = { Namespace: namespace, Dimensions: [Object.keys(dimensions)], Metrics: metrics };
  return JSON.stringify({
    _aws: { Timestamp: at, CloudWatchMetrics: [directive] },
    ...dimensions,
    ...Object.fromEntries(present.map(([name, points]) => [name, points.map(({ value }) => value)])),
  });
}
