import I18nProvider from '@cloudscape-design/components/i18n';
import messages from '@cloudscape-design/components/i18n/messages/all.en';
import { RouterProvider } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { createApiClient } from './api-client/api-client.ts';
import { ApiContext } from './api-client/use-api.ts';
import { ConfirmationHost } from './design-system/confirmation.tsx';
import { NoticeProvider } from './design-system/notices.tsx';
import { router } from './router.tsx';
import { AppearanceProvider } from './shell/appearance-provider.tsx';
import { MeProvider } from './sign-in/me.tsx';
import type { SignIn } from './sign-in/sign-in.ts';
import { SignInAgain } from './sign-in/sign-in-again.tsx';

/** The console of somebody who is signed in. */
export function Console({ signIn }: { signIn: SignIn }) {
  const [mustSignIn, setMustSignIn] = useState(false);
  const api = useMemo(() => {
    let renewing: Promise<boolean> | undefined;
    const renewToken = () => {
      renewing ??= signIn.renew().finally(() => {
        renewing = undefined;
      });
      return renewing.then((renewed) => {
        if (!renewed) setMustSignIn(true);
        return renewed;
      });
    };
    return createApiClient({ fetch: window.fetch.bind(window), token: signIn.token, renewToken });
  }, [signIn]);
  return (
    <I18nProvider locale="en" messages={[messages]}>
      <ApiContext value={api}>
        <AppearanceProvider>
          <NoticeProvider>
            <ConfirmationHost>
              <MeProvider signIn={signIn}>
                <RouterProvider router={router} />
              </MeProvider>
              {mustSignIn && <SignInAgain signIn={signIn} onDone={() => setMustSignIn(false)} />}
            </ConfirmationHost>
          </NoticeProvider>
        </AppearanceProvider>
      </ApiContext>
    </I18nProvider>
  );
}
