/** How much may happen in one exploration. The agent's turns, what people do, and how often each fault strikes. */
export type Bounds = {
  /** Turns by `,`, the calls of one turn by `+`: H a tool that must not run twice, A one that a person has to approve first, M a manual task, K a called session, X no tool of its. */
  program: string;
  /** The manual task is completed: the approval is given, or refused. */
  completions: number;
  cancels: number;
  /** A pause, and a resume. */
  pauses: number;
  deletes: number;
  /** The trigger is delivered again after the delete. */
  redeliveries: number;
  /** The called session is deleted. */
  childDeletes: number;
  /** A Lambda, a command's process or a performer dies; an execution tries again once, then it fails. */
  crashes: number;
  /** Step Functions calls a Lambda again while the first call runs on. */
  duplicates: number;
  /** An execution is closed from outside. */
  kills: number;
  /** A write was applied and its answer not seen. */
  lostAnswers: number;
  /** The sweeper performs beside a performer that is only slow. */
  slowPerformers: number;
  /** A live execution is taken for overdue. */
  falseRecoveries: number;
  rollOvers: number;
};

export const NO_FAULTS: Bounds = {
  program: 'H,M',
  completions: 1,
  cancels: 0,
  pauses: 0,
  deletes: 0,
  redeliveries: 0,
  childDeletes: 0,
  crashes: 0,
  duplicates: 0,
  kills: 0,
  lostAnswers: 0,
  slowPerformers: 0,
  falseRecoveries: 0,
  rollOvers: 0,
};
