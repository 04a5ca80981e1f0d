import Button from '@cloudscape-design/components/button';
import SideNavigation from '@cloudscape-design/components/side-navigation';
import { Outlet, useLocation } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { NoticeBar } from '../design-system/notices.tsx';
import { useFollow } from '../design-system/use-follow.ts';
import { useMe } from '../sign-in/me.tsx';
import { MissingPermission } from './missing-permission.tsx';
import { pageAt, pagesFor } from './pages.ts';
import { TopBar } from './top-bar.tsx';

/** What surrounds every page. Cloudscape's own layout would be a fifth of the console's script; this needs none of its panels. */
export function ConsoleShell() {
  const me = useMe();
  const follow = useFollow();
  const { pathname } = useLocation();
  const page = pageAt(pathname);
  const [isNavigationOpen, setNavigationOpen] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: following a link closes the navigation of a narrow window.
  useEffect(() => setNavigationOpen(false), [pathname]);
  return (
    <div className="shell">
      <a className="skip" href="#page">
        Skip to the page
      </a>
      <div className="shell-top">
        <span className="shell-menu">
          <Button
            iconName="menu"
            variant="icon"
            ariaLabel="Navigation"
            ariaExpanded={isNavigationOpen}
            onClick={() => setNavigationOpen(!isNavigationOpen)}
          />
        </span>
        <TopBar />
      </div>
      <nav className={isNavigationOpen ? 'shell-side shell-side-open' : 'shell-side'} aria-label="Pages">
        <SideNavigation
          activeHref={page?.href ?? ''}
          items={pagesFor(me.may).map(({ text, href }) => ({ type: 'link', text, href }))}
          onFollow={follow}
        />
      </nav>
      <main className="shell-page" id="page" tabIndex={-1}>
        <NoticeBar />
        {page === undefined || me.may(page.permission) ? (
          <Outlet />
        ) : (
          <MissingPermission permission={page.permission} />
        )}
      </main>
    </div>
  );
}
