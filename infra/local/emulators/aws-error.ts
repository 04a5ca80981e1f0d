/** A refusal by an AWS service: the SDK makes the error of this name of it. */
export class AwsError extends Error {
  readonly status: number;

  /** @param status of the HTTP answer; the REST services tell more by it than 400 */
  constructor(name: string, message: string, status = 400) {
    super(message);
    this.name = name;
    this.status = status;
  }
}
