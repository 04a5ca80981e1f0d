import {
  CfnManagedLoginBranding,
  ClientAttributes,
  type IUserPool,
  OAuthScope,
  UserPoolClient,
  UserPoolClientIdentityProvider,
} from 'aws-cdk-lib/aws-cognito';
import { Duration } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { TOKEN_LIFETIME } from './sign-in.ts';

export type ConsoleClientProps = {
  pool: IUserPool;
  /** `https://…`, without a slash at the end. */
  consoleAddress: string;
};

/** Where a sign-in comes back to: in the page, in the frame that renews tokens, in the window beside a page that was left open. */
const CALLBACK_PATHS = ['/sign-in/callback', '/sign-in/frame', '/sign-in/window'];
/** A person signs in once a working day. */
const SIGN_IN_LIFETIME = Duration.hours(12);

/** The console as the user pool knows it. Public: a browser keeps no secret; the authorization code is bound to it by PKCE. */
export class ConsoleClient extends UserPoolClient {
  constructor(scope: Construct, id: string, { pool, consoleAddress }: ConsoleClientProps) {
    super(scope, id, {
      userPool: pool,
      generateSecret: false,
      authFlows: { userSrp: false },
      oAuth: {
        flows: { authorizationCodeGrant: true },
        scopes: [OAuthScope.OPENID],
        callbackUrls: CALLBACK_PATHS.map((path) => consoleAddress + path),
        logoutUrls: [`${consoleAddress}/`],
      },
      supportedIdentityProviders: [UserPoolClientIdentityProvider.COGNITO],
      readAttributes: new ClientAttributes().withStandardAttributes({ email: true, fullname: true }),
      writeAttributes: new ClientAttributes().withStandardAttributes({ fullname: true }),
      accessTokenValidity: TOKEN_LIFETIME,
      idTokenValidity: TOKEN_LIFETIME,
      refreshTokenValidity: SIGN_IN_LIFETIME,
      enableTokenRevocation: true,
      preventUserExistenceErrors: true,
    });
    // Without a style of its own a client has no sign-in page.
    new CfnManagedLoginBranding(this, 'Style', {
      userPoolId: pool.userPoolId,
      clientId: this.userPoolClientId,
      useCognitoProvidedValues: true,
    });
  }
}
