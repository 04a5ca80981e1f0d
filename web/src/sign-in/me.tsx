import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Spinner from '@cloudscape-design/components/spinner';
import { createContext, type ReactNode, use, useMemo } from 'react';
import type * as z from 'zod';
import { routes } from '../../../shared/contracts/routes.ts';
import type { Permission } from '../../../shared/domain/access/permissions.ts';
import { useApiQuery } from '../api-client/use-api.ts';
import type { SignIn } from './sign-in.ts';

export type Me = z.output<typeof routes.getMe.response> & {
  may: (permission: Permission) => boolean;
  /** Leaves for the page that asks who it is. */
  switchUser: () => void;
};

export const MeContext = createContext<Me | undefined>(undefined);

/** Who is signed in, and what they may do. */
export function useMe(): Me {
  const me = use(MeContext);
  if (me === undefined) throw new Error('The signed-in person is used outside of their provider.');
  return me;
}

/** Learns who is signed in before anything is shown that depends on it. */
export function MeProvider({ signIn, children }: { signIn: SignIn; children: ReactNode }) {
  const { data, error, refetch } = useApiQuery(routes.getMe, {});
  const me = useMemo(
    () =>
      data && {
        ...data,
        may: (permission: Permission) => data.permissions.includes(permission),
        switchUser: () => void signIn.switchUser('/'),
      },
    [data, signIn],
  );
  if (me !== undefined) return <MeContext value={me}>{children}</MeContext>;
  return (
    <main className="alone">
      {error === null ? (
        <Box textAlign="center" color="text-status-inactive">
          <Spinner /> Signing you in
        </Box>
      ) : (
        <Alert
          type="error"
          header="The console cannot start"
          action={<Button onClick={() => void refetch()}>Retry</Button>}
        >
          {error.message}
        </Alert>
      )}
    </main>
  );
}
