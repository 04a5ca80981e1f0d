import Alert from '@cloudscape-design/components/alert';
import type { Permission } from '../../../shared/domain/access/permissions.ts';
import { useMe } from '../sign-in/me.tsx';
import { ForeignText } from '../text/foreign-text.tsx';

/** In the place of a page that this person may not open. */
export function MissingPermission({ permission }: { permission: Permission }) {
  const { name, roles } = useMe();
  return (
    <Alert type="info" header="You may not open this page">
      It needs the permission <b>{permission}</b>. <ForeignText text={name} /> has{' '}
      {roles.length === 0 ? 'no role' : `the role ${roles.join(', ')}`}, which does not hold it. Ask an admin for a role
      that does.
    </Alert>
  );
}
