/**
 * EventBridge or Scheduler will not take a trigger's rule or schedule, now or ever: trying again changes nothing. The message is
 * for the person who saves the trigger.
 */
export class RefusedOutside extends Error {
  readonly why: 'QUOTA' | 'INVALID';
  constructor(why: 'QUOTA' | 'INVALID', message: string, options: { cause: unknown }) {
    super(message, options);
    this.name = 'RefusedOutside';
    this.why = why;
  }
}
