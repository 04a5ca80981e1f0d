/** The reason with which a timer that is not needed any more is stopped: without one, an error with a stack is made for each. */
export const GIVEN_UP = 'given up';
