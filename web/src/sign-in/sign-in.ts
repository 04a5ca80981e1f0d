import { InMemoryWebStorage, type User, UserManager, WebStorageStateStore } from 'oidc-client-ts';
import type { AppSettings } from '../app-settings.ts';
import { links } from '../links.ts';

export type SignIn = {
  /** The access token, or `undefined` before and after the sign-in. */
  token: () => string | undefined;
  /** What this page load is: the console for somebody who is signed in, or a step of a sign-in. */
  begin: (location: Location) => Promise<Beginning>;
  /** A new token without leaving the page. False: the person has to sign in again. */
  renew: () => Promise<boolean>;
  /** Signs in again in a window of its own, so that nothing typed here is lost. */
  signInBeside: () => Promise<void>;
  /** Leaves for the page that asks who it is. */
  switchUser: (returnTo: string) => Promise<void>;
};

export type Beginning =
  /** Show the console, at this address. */
  | { show: 'console'; returnTo: string }
  /** The browser is on its way to the issuer, or this is a frame that has done its work. */
  | { show: 'nothing' };

/** Authorization code with PKCE. The tokens are kept in memory only; a reload asks the issuer again, which remembers the person. */
export function createSignIn(settings: AppSettings, origin: string): SignIn {
  const manager = new UserManager({
    authority: settings.authority,
    client_id: settings.clientId,
    scope: settings.scope,
    redirect_uri: origin + links.signInCallback(),
    silent_redirect_uri: origin + links.signInFrame(),
    popup_redirect_uri: origin + links.signInWindow(),
    userStore: new WebStorageStateStore({ store: new InMemoryWebStorage() }),
    // Only the PKCE verifier of a sign-in under way; it has to outlive the redirect.
    stateStore: new WebStorageStateStore({ store: window.sessionStorage }),
    automaticSilentRenew: true,
    loadUserInfo: false,
  });
  let user: User | null = null;
  manager.events.addUserLoaded((loaded) => {
    user = loaded;
  });
  const redirect = async (returnTo: string, prompt?: string): Promise<Beginning> => {
    await manager.signinRedirect({ state: returnTo, ...(prompt !== undefined && { prompt }) });
    return { show: 'nothing' };
  };
  return {
    token: () => user?.access_token,
    begin: async ({ pathname, search, hash }) => {
      if (pathname === links.signInFrame()) {
        await manager.signinSilentCallback();
        return { show: 'nothing' };
      }
      if (pathname === links.signInWindow()) {
        await manager.signinPopupCallback();
        return { show: 'nothing' };
      }
      if (pathname !== links.signInCallback()) return redirect(pathname + search + hash);
      try {
        user = await manager.signinRedirectCallback();
      } catch (error) {
        // A code that was used before (the address was reloaded or kept as a bookmark): begin anew, unless the issuer refused.
        if (isRefusal(error)) throw error;
        return redirect(links.home());
      }
      return { show: 'console', returnTo: typeof user.state === 'string' ? user.state : links.home() };
    },
    renew: async () => {
      try {
        user = await manager.signinSilent();
        return user !== null;
      } catch {
        return false;
      }
    },
    signInBeside: async () => {
      user = await manager.signinPopup();
    },
    switchUser: async (returnTo) => {
      await redirect(returnTo, 'select_account');
    },
  };
}

/** The issuer said no (RFC 6749, 4.1.2.1): trying again at once would go round in circles. */
function isRefusal(error: unknown): boolean {
  return error instanceof Error && error.name === 'ErrorResponse';
}
