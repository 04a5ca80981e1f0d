/** A request as an AWS SDK client sends it. The whole body is here: a service never sees a client go away in mid-body. */
export type LocalRequest = {
  method: string;
  /** Path with its query string, if there is one. */
  path: string;
  /** Header names in lower case. */
  headers: Record<string, string>;
  body: Uint8Array | string | undefined;
};

export type LocalResponse = { status: number; headers: Record<string, string>; body: Uint8Array | string };

/** An AWS service on the laptop: called in the process by an SDK client, or over HTTP by anything else. */
export type LocalService = (request: LocalRequest) => Promise<LocalResponse>;
