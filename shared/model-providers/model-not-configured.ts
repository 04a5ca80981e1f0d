/** This deployment can't run the chosen model; the message says what is missing and how to give it. */
export class ModelNotConfigured extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ModelNotConfigured';
  }
}
