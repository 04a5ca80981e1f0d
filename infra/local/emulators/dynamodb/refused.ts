/** What AWS answers to a request that it refuses: `type` is the name of the SDK's error. */
export class Refused extends Error {
  readonly type: string;
  constructor(
    type:
      | 'ValidationException'
      | 'ConditionalCheckFailedException'
      | 'ResourceNotFoundException'
      | 'SerializationException',
    message: string,
  ) {
    super(message);
    this.name = 'Refused';
    this.type = type;
  }
}

export function invalid(message: string): Refused {
  return new Refused('ValidationException', message);
}
