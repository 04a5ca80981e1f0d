import { type Amounts, billOf, sumOf } from './bill.ts';
import type { CostOptions } from './cost-options.ts';
import { durableFunction, oneStatePerStep } from './other-ways.ts';
import { type Billed, PRICES } from './prices.ts';
import type { SessionCounts } from './session-counts.ts';

/** Of the usual session, US dollars for a thousand, and what the others were found to cost for it. */
const GOAL_USD = 0.11;
const GOAL_OF = { turns: 5, parallel: 1, waits: 0, modelSeconds: 0, sessions: 1_000 };

const NAMES: Record<Billed, string> = {
  transitions: 'Step Functions: state transitions',
  writeUnits: 'DynamoDB: write units',
  readUnits: 'DynamoDB: read units',
  invocations: 'Lambda: invocations',
  gbSeconds: 'Lambda: GB-seconds',
  busEvents: 'EventBridge: own events',
  httpRequests: 'HTTP API: requests',
  logBytes: 'CloudWatch Logs: bytes',
  durableOperations: 'Lambda: durable operations',
  durableBytes: 'Lambda: durable bytes',
};

/** What AWS bills for a session: requests to DynamoDB and history events are limits, not prices. */
export function amountsOf({ requests: _, historyEvents: __, ...billed }: SessionCounts): Amounts {
  return billed;
}

/** The lines that `npm run cost` prints. */
export function costTable(counts: SessionCounts, options: CostOptions): string[] {
  const bill = billOf(amountsOf(counts), options.sessions, PRICES);
  const sum = sumOf(bill);
  const dates = Object.values(PRICES).map(({ lookedUp }) => lookedUp);
  return [
    `${options.sessions.toLocaleString('en')} sessions: ${shapeText(options)}.`,
    `On-demand list prices of us-east-1, looked up ${dates.toSorted()[0]}; no free tier, no storage, no traces, nothing that tools or models charge.`,
    '',
    row('', 'a session', 'US dollars'),
    ...bill.map(({ billed, amount, usd }) => row(NAMES[billed], amountText(amount), usd.toFixed(4))),
    `${row('Sum', '', sum.toFixed(4))}${verdict(sum, options)}`,
    '',
    row('Not billed: DynamoDB requests', amountText(counts.requests), ''),
    row('Not billed: history events (limit 25,000)', amountText(counts.historyEvents), ''),
    '',
    ...otherWay('One state per step, Standard workflow', oneStatePerStep(options), options),
    ...otherWay('AWS Lambda durable function', durableFunction(options), options),
    ...(isGoals(options) ? ['The peers’ figures that the goal was set by: 1.17 and 0.11.'] : []),
  ].map((line) => line.trimEnd());
}

function otherWay(name: string, amounts: Amounts, { sessions }: CostOptions): string[] {
  const bill = billOf(amounts, sessions, PRICES);
  const [dearest] = bill;
  const mostly = dearest === undefined ? '' : `${amountText(dearest.amount)} ${NAMES[dearest.billed].split(': ')[1]}`;
  return [`${row(name, '', sumOf(bill).toFixed(4))}  mostly ${mostly}`];
}

function verdict(sum: number, options: CostOptions): string {
  if (!isGoals(options)) return '';
  return `  goal <= ${GOAL_USD.toFixed(2)}: ${sum <= GOAL_USD ? 'met' : 'MISSED'}`;
}

function isGoals(options: CostOptions): boolean {
  return Object.entries(GOAL_OF).every(([name, value]) => options[name as keyof CostOptions] === value);
}

function shapeText({ turns, parallel, waits, modelSeconds }: CostOptions): string {
  const calls = parallel === 1 ? 'one tool call' : `${parallel} tool calls`;
  const people = waits === 0 ? 'no wait' : `${waits} ${waits === 1 ? 'wait' : 'waits'} for a person of less than a day`;
  return `${turns} turns with ${calls} each and a final answer, ${people}, ${modelSeconds} s of model time`;
}

function row(name: string, amount: string, usd: string): string {
  return `${name.padEnd(44)}${amount.padStart(10)}  ${usd.padStart(10)}`;
}

function amountText(amount: number): string {
  return Number(amount.toFixed(3)).toLocaleString('en');
}
