import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { WaitingTask, type WaitingTaskProps } from './waiting-task.ts';

export type OpenManualTaskProps = WaitingTaskProps & {
  /** The product's function open-manual-task: output `OpenManualTaskFunction` of the stack `agent-sessions-<stage>-jobs`. */
  openManualTask: IFunction;
  /** What is asked, in one line; may be a JSONPath value. */
  title: string;
  /** What whoever does it needs to know; may be a JSONPath value. */
  description?: string;
  /** JSON Schema of the answer. Default: any answer will do. */
  form?: Record<string, unknown>;
  /** Facts to show with the task; values may be JSONPath values. */
  input?: Record<string, unknown>;
  /** User id of whoever should do it; may be a JSONPath value. Default: anybody of the Work Center. */
  assignee?: string;
};

/**
 * Opens a task in the Work Center and waits until a person completes it. The result is
 * `{ status: "completed", taskId, output, completedBy: { userId, name } }`, with `output` as the form asks for it.
 */
export class OpenManualTask extends WaitingTask {
  constructor(scope: Construct, id: string, props: OpenManualTaskProps) {
    const { openManualTask, title, description, form, input, assignee, ...settings } = props;
    const payload = { title, description, form, input, assignee };
    super(scope, id, settings, { lambdaFunction: openManualTask, payload });
  }
}
