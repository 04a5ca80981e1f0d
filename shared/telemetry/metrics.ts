/**
 * What is measured. Dimensions have few values: never a tenant, a session or an agent. Times are in milliseconds. A value of a
 * `Count` is added up; `None` is US dollars.
 */
export const METRICS = {
  SessionsStarted: { unit: 'Count', dimensions: ['trigger'], help: 'Sessions that were created.' },
  SessionsEnded: { unit: 'Count', dimensions: ['status'], help: 'Sessions that reached a terminal status.' },
  ModelCallTime: {
    unit: 'Milliseconds',
    dimensions: ['provider', 'outcome'],
    help: 'Attempts of model calls that were recorded.',
  },
  ToolCallTime: {
    unit: 'Milliseconds',
    dimensions: ['kind', 'state'],
    help: 'Tool calls; those of people, called sessions and jobs from the question to the answer.',
  },
  ControlWriteTime: { unit: 'Milliseconds', dimensions: [], help: 'Writes of control items, as the writer waited.' },
  Tokens: {
    unit: 'Count',
    dimensions: ['provider', 'type'],
    help: 'Tokens; input holds cached_input and cache_write.',
  },
  CostUsd: { unit: 'None', dimensions: ['provider'], help: 'US dollars for the tokens of models with prices.' },
  WakeTime: {
    unit: 'Milliseconds',
    dimensions: ['after'],
    help: 'From the write that asked a session to go on until it is driven.',
  },
  CommandsRefused: { unit: 'Count', dimensions: ['why'], help: 'Commands and results that changed nothing.' },
  EffectsFailed: { unit: 'Count', dimensions: ['effect'], help: 'Effects that failed and stay in the outbox.' },
  EffectsSwept: { unit: 'Count', dimensions: [], help: 'Effects that were left to the sweeper.' },
  SpansLost: { unit: 'Count', dimensions: [], help: 'OpenTelemetry spans that could not be delivered.' },
} as const satisfies Record<string, { unit: Unit; dimensions: readonly string[]; help: string }>;

/** On every metric in CloudWatch: the format of its lines asks for one dimension at least. */
export const SERVICE_DIMENSION = { service: 'agent-sessions' };

type Unit = 'Count' | 'Milliseconds' | 'None';
export type MetricName = keyof typeof METRICS;
type DimensionsOf<Name extends MetricName> = Record<(typeof METRICS)[Name]['dimensions'][number], string>;

/** One measurement. */
export type Point = {
  [Name in MetricName]: { name: Name; value: number; dimensions: DimensionsOf<Name> };
}[MetricName];

/** Where measurements go. It never throws and is never waited for. */
export type Metrics = { add: (point: Point) => void };
