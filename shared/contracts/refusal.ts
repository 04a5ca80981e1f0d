import type { FieldError, ProblemCode } from './problem.ts';

type Facts = {
  errors?: FieldError[];
  /** Further fields of the problem. */
  extensions?: Record<string, unknown>;
  headers?: Record<string, string>;
};

/** The caller is told "no", and why: thrown by storage and operations, answered as a problem by the error middleware. */
export abstract class Refusal extends Error {
  abstract readonly code: ProblemCode;
  readonly facts: Facts;
  constructor(detail: string, facts: Facts = {}) {
    super(detail);
    this.name = new.target.name;
    this.facts = facts;
  }
}

/** 400. `errors` name the fields. */
export class InvalidRequest extends Refusal {
  readonly code = 'BAD_REQUEST';
  constructor(detail: string, errors?: FieldError[]) {
    super(detail, errors === undefined ? {} : { errors });
  }
}

/** 400: a cursor that this list did not give out, to this tenant and for this filter. */
export class InvalidCursor extends InvalidRequest {
  constructor() {
    super('The cursor does not belong to this list and filter. Start again without a cursor.', [
      { path: 'cursor', message: 'is not a cursor of this list and filter' },
    ]);
  }
}

export class Unauthenticated extends Refusal {
  readonly code = 'UNAUTHENTICATED';
}

export class Forbidden extends Refusal {
  readonly code = 'FORBIDDEN';
  constructor(
    permission: string,
    detail = `You need the permission ${permission} for this. Ask an admin for a role that holds it.`,
  ) {
    super(detail, { extensions: { permission } });
  }
}

/** 404: missing, of another tenant, or of a project that the caller may not see; the answer does not tell which. */
export class NotFound extends Refusal {
  readonly code = 'NOT_FOUND';
  constructor(what: string, id: string) {
    super(`There is no ${what} ${id}, or you may not see it.`);
  }
}

/** 409, with the session's status and the actions that are allowed in it. */
export class ActionNotAllowed extends Refusal {
  readonly code = 'ACTION_NOT_ALLOWED';
  constructor(detail: string, { status, actions }: { status: string; actions: readonly string[] }) {
    super(detail, { extensions: { sessionStatus: status, actions } });
  }
}

export class Conflict extends Refusal {
  readonly code = 'CONFLICT';
}

export class TooLarge extends Refusal {
  readonly code = 'TOO_LARGE';
}

export class UnsupportedMediaType extends Refusal {
  readonly code = 'UNSUPPORTED_MEDIA_TYPE';
}

export class IdempotencyMismatch extends Refusal {
  readonly code = 'IDEMPOTENCY_MISMATCH';
  constructor() {
    super(
      'This Idempotency-Key came with another body before. Use a new key for a new request, or repeat the same body.',
    );
  }
}

export class Unavailable extends Refusal {
  readonly code = 'UNAVAILABLE';
}

/** 429, with the whole seconds after which it is worth a try. */
export class RateLimited extends Refusal {
  readonly code = 'RATE_LIMITED';
  constructor(whose: 'You have' | 'Your tenant has', missingMs: number) {
    const seconds = Math.max(1, Math.ceil(missingMs / 1_000));
    super(`${whose} sent too many requests. Try again in ${seconds} s, and send fewer at a time.`, {
      headers: { 'Retry-After': String(seconds) },
    });
  }
}
