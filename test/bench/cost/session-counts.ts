/** What one session asks of AWS, in the units that AWS bills. */
export type SessionCounts = {
  /** To DynamoDB. */
  requests: number;
  readUnits: number;
  /** Index entries included. */
  writeUnits: number;
  transitions: number;
  historyEvents: number;
  /** Of Lambda functions. */
  invocations: number;
  gbSeconds: number;
  /** Put on the product's own bus: AWS bills no others. */
  busEvents: number;
  httpRequests: number;
  logBytes: number;
};

/** What a session does. */
export type SessionShape = {
  /** With tool calls; the final answer comes on top. */
  turns: number;
  /** Tool calls of a turn, beside each other. */
  parallel: number;
  /** Manual tasks that a person completes within a day, one after the other. */
  waits: number;
  /** How long the model takes for all answers of the session together. */
  modelSeconds: number;
};
