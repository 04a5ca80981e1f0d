import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { WaitingTask, type WaitingTaskProps } from './waiting-task.ts';

export type RunAgentTaskProps = WaitingTaskProps & {
  /** The product's function run-agent: output `RunAgentFunction` of the stack `agent-sessions-<stage>-jobs`. */
  runAgent: IFunction;
  /** Which agent (`agt_…`) of the job's tenant, or a JSONPath value. */
  agentId: string;
  /** The agent's inputs by name; values may be JSONPath values. Default: the agent's own defaults. */
  inputs?: Record<string, unknown>;
  /**
   * A session that failed or was canceled fails the state, with the error `AgentSession.Failed` or
   * `AgentSession.Canceled`. Default: false; the state succeeds and `status` says which.
   */
  failOnFailure?: boolean;
};

/**
 * Runs an agent as a session of its own and waits for its end. The result is `{ status, sessionId, lastMessage }`, with
 * `status` completed, failed or canceled.
 */
export class RunAgentTask extends WaitingTask {
  constructor(scope: Construct, id: string, props: RunAgentTaskProps) {
    const { runAgent, agentId, inputs, failOnFailure, ...settings } = props;
    super(scope, id, settings, { lambdaFunction: runAgent, payload: { agentId, inputs, failOnFailure } });
  }
}
