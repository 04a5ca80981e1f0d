import { Navigate } from '@tanstack/react-router';
import { useMe } from '../sign-in/me.tsx';
import { MissingPermission } from './missing-permission.tsx';
import { pagesFor } from './pages.ts';

/** Where the console begins: the first page that this person may open. */
export function HomePage() {
  const { may } = useMe();
  const [first] = pagesFor(may);
  return first === undefined ? (
    <MissingPermission permission="agent-sessions:view" />
  ) : (
    <Navigate to={first.href} replace />
  );
}
