import Link, { type LinkProps } from '@cloudscape-design/components/link';
import { useFollow } from './use-follow.ts';

/** A link to another page of the console. */
export function ConsoleLink(props: LinkProps & { href: string }) {
  const follow = useFollow();
  return <Link {...props} onFollow={follow} />;
}
