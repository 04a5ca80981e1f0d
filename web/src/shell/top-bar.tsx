import TopNavigation from '@cloudscape-design/components/top-navigation';
import { useFollow } from '../design-system/use-follow.ts';
import { links } from '../links.ts';
import { useMe } from '../sign-in/me.tsx';
import { APPEARANCES, type Appearance } from './appearance.ts';
import { useAppearance } from './appearance-provider.tsx';

const APPEARANCE_NAMES: Record<Appearance, string> = { system: 'Like this computer', light: 'Light', dark: 'Dark' };

/** The product's name, the appearance, and who is signed in. */
export function TopBar() {
  const me = useMe();
  const follow = useFollow();
  const { appearance, choose } = useAppearance();
  return (
    <TopNavigation
      identity={{ href: links.home(), title: 'Agent Sessions', onFollow: follow }}
      utilities={[
        {
          type: 'menu-dropdown',
          iconName: 'settings',
          ariaLabel: 'Appearance',
          title: 'Appearance',
          items: APPEARANCES.map((id) => ({
            id,
            text: APPEARANCE_NAMES[id],
            itemType: 'checkbox',
            checked: id === appearance,
          })),
          onItemClick: ({ detail }) => choose(APPEARANCES.find((id) => id === detail.id) ?? 'system'),
        },
        {
          type: 'menu-dropdown',
          text: me.name,
          description: `${me.roles.join(', ')} of ${me.tenantId}`,
          iconName: 'user-profile',
          items: [{ id: 'switch', text: 'Switch user' }],
          onItemClick: me.switchUser,
        },
      ]}
    />
  );
}
