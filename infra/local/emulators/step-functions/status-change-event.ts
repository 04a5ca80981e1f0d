import type { ExecutionRow, ExecutionStatus } from './execution-store.ts';

/** What EventBridge delivers when an execution starts or ends. */
export type StatusChangeEvent = {
  version: '0';
  id: string;
  'detail-type': 'Step Functions Execution Status Change';
  source: 'aws.states';
  account: string;
  /** ISO 8601 */
  time: string;
  region: string;
  resources: string[];
  detail: {
    executionArn: string;
    stateMachineArn: string;
    name: string;
    status: ExecutionStatus;
    /** ms since 1970 */
    startDate: number;
    stopDate: number | null;
    /** JSON text */
    input: string;
    output: string | null;
    inputDetails: { included: true };
    outputDetails: { included: true } | null;
    error: string | null;
    cause: string | null;
  };
};

/** @param now ms since 1970 */
export function statusChangeEvent(row: ExecutionRow, id: string, now: number): StatusChangeEvent {
  const [, , , region = '', account = ''] = row.executionArn.split(':');
  const { executionArn, stateMachineArn, name, status, startDate, stopDate, input, output, error, cause } = row;
  return {
    version: '0',
    id,
    'detail-type': 'Step Functions Execution Status Change',
    source: 'aws.states',
    account,
    time: new Date(now).toISOString(),
    region,
    resources: [executionArn],
    detail: {
      ...{ executionArn, stateMachineArn, name, status, startDate, stopDate, input, output, error, cause },
      inputDetails: { included: true },
      outputDetails: output === null ? null : { included: true },
    },
  };
}
