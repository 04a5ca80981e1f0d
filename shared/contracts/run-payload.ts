import * as z from 'zod';

const ids = { tenantId: z.string(), sessionId: z.string(), run: z.number().int().positive() };

/** What the execution of a run carries from state to state: ids and counters only, never content. */
export const runPayloadSchema = z.object({
  ...ids,
  /** Times that Advance was entered in this run. */
  loop: z.number().int().nonnegative().default(0),
  /** Back-offs in a row, for their growing length. */
  backOffs: z.number().int().nonnegative().default(0),
  /** Answers in a row that could not be understood. */
  nonsense: z.number().int().nonnegative().default(0),
  /** The wake number that Advance saw when it decided to wait. */
  wake: z.number().int().nonnegative().optional(),
  /** How the wait ended, when nobody ended it. */
  waitError: z.object({ Error: z.string(), Cause: z.string().optional() }).optional(),
});
export type RunPayload = z.infer<typeof runPayloadSchema>;

/** Where the state machine goes after Advance (design, section 5). */
export const NEXT_STATES = [
  'CONTINUE',
  'BACK_OFF',
  'WAIT_FOR_RESULTS',
  'WAIT_FOR_RESUME',
  'HIBERNATE',
  'ROLL_OVER',
  'COMPLETED',
  'CANCELED',
  'SUPERSEDED',
  'FAILED',
] as const;
export type NextState = (typeof NEXT_STATES)[number];

export type AdvanceOutput = Omit<RunPayload, 'waitError'> & {
  next: NextState;
  /** With BACK_OFF: how long to wait, 1 to 60 s. */
  seconds?: number;
  /** With FAILED: the category and the message. */
  error?: string;
  cause?: string;
};

/** What park-session is given by the wait states. */
export const parkPayloadSchema = z.object({
  ...ids,
  loop: z.number().int().nonnegative(),
  wake: z.number().int().nonnegative(),
  token: z.string().min(1),
  /** How often the state was tried again, from 0. */
  retry: z.number().int().nonnegative(),
});

/** What advance-session is given: the payload, with the token by which it answers. Executions from before it had one give it plain. */
export const advanceEventSchema = z.union([
  z.object({ at: runPayloadSchema, token: z.string().min(1) }),
  runPayloadSchema.transform((at) => ({ at, token: undefined })),
]);
