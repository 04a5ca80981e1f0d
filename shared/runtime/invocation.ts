/** What a handler may know of its own invocation. */
export type Invocation = {
  requestId: string;
  /** Milliseconds until the platform ends this invocation. */
  remainingMs: () => number;
};
