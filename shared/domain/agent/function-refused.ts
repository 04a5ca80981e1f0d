/** Why tools may not call a Lambda function, told to whoever saves or calls. */
export function functionRefused(functionName: string, allowed: ReadonlySet<string>): string {
  const names = [...allowed].join(', ');
  const which = names === '' ? 'This deployment allows none' : `Allowed are: ${names}`;
  return `Tools of your tenant may not call the function ${functionName}. ${which}. Who runs the deployment allows functions by the setting toolFunctions.`.slice(
    0,
    2_000,
  );
}
