import { expect } from 'vitest';
import type { Json } from '../../builders/a-caller.ts';
import type { Call, Move, Turn } from './a-hijacked-model.ts';
import type { Received } from './a-recording-service.ts';

/** Things that exist beside the victim, for attacks to reach for. */
export type World = {
  /** Of the attacker's service. */
  service: string;
  /** Of a service of theirs at another origin. */
  elsewhere: string;
  /** Of an MCP server of theirs. */
  mcp: string;
  /** Of the product itself. */
  laptop: string;
  /** Ids in another tenant, and in a project of the same tenant that the victim's is not. */
  foreign: { tenant: string; agentId: string; sessionId: string; taskId: string; hiddenAgentId: string };
  /** An agent that the victim may call. */
  helperId: string;
  /** An open task of somebody else in the same tenant. */
  taskId: string;
};

/** What became of an attack. */
export type Result = {
  session: Json;
  entries: Json[];
  calls: Json[];
  /** What the attacker's service received of it. */
  received: Received[];
  /** The tasks that were approved, as the person saw them. */
  approved: Json[];
};

export type Attack = {
  what: string;
  moves: readonly Move[];
  /** The last move is made again and again. */
  forEver?: boolean;
  /** What the tool `look` gives the model to read. */
  answer?: string;
  /** Where the tool `redirect` leads. */
  redirect?: { status: number; location: string };
  limits?: Json;
  /** More tools of the victim; `at` names the attack. */
  tools?: readonly Json[] | ((at: string) => readonly Json[]);
  /** Where the tool `vault` leads, with its secret. */
  vaultMoved?: { status: number; location: (at: string) => string };
  /** A secret of the attacker's service that is put only once the agent is saved. */
  secretAfterSave?: string;
  /** What the model costs, in US dollars per million tokens. */
  prices?: { input: number; output: number };
  /** So many approvals are given, in the order in which they are asked for. Default 0. */
  approvals?: number;
  /** How the session has to end or rest. */
  ends: 'COMPLETED' | 'FAILED' | 'WAITING';
  /** What else has to be true. */
  also?: (result: Result) => void;
};

/** One call; arguments that are no text are written as JSON. */
export const call = (name: string, args: unknown = {}, id?: string): Call => ({
  name,
  args: typeof args === 'string' ? args : JSON.stringify(args),
  ...(id !== undefined && { id }),
});

/** A turn that makes these calls. */
export const calls = (...each: Call[]): Turn => ({ calls: each });

/** Every call failed for this reason. */
export const allFailed =
  (...categories: string[]) =>
  ({ calls: made }: Result) => {
    expect(made.map(({ state, error }) => [state, error?.category])).toEqual(
      categories.map((each) => ['FAILED', each]),
    );
  };

/** The service received this body, at this tool, and nothing else came there. */
export const bodiesAt =
  (tool: string, ...bodies: unknown[]) =>
  ({ received }: Result) => {
    const at = received.filter(({ target }) => target.split(/[/?]/)[2] === tool);
    expect(at.map(({ body }) => JSON.parse(body))).toEqual(bodies);
  };
