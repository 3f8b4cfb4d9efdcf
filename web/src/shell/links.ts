import type { UserRole } from '../__generated__/operations.ts';
import type { SessionState } from '../session/session.ts';
import type { IconName } from '../ui/icon.tsx';

type Audience = 'everybody' | 'guests' | 'members' | readonly UserRole[];

export type NavLinkEntry = { to: string; label: string; icon: IconName; for: Audience };

/** Where the bars of the shop lead; each person sees what is for them. */
export const LINKS: readonly NavLinkEntry[] = [
  { to: '/', label: 'Shop', icon: 'shop', for: 'everybody' },
  { to: '/cart', label: 'Cart', icon: 'basket', for: 'everybody' },
  { to: '/orders', label: 'Orders', icon: 'orders', for: 'members' },
  { to: '/desk', label: 'Desk', icon: 'desk', for: ['AGENT', 'ADMIN'] },
  { to: '/admin', label: 'Office', icon: 'office', for: ['MANAGER', 'ADMIN'] },
  { to: '/profile', label: 'Profile', icon: 'person', for: 'members' },
  { to: '/login', label: 'Log in', icon: 'person', for: 'guests' },
];

/** While the last visit's session is being restored the links of a member stand already: most often it goes on. */
export function linksFor(session: SessionState): NavLinkEntry[] {
  const member = session.status !== 'anonymous';
  const role = session.status === 'signed-in' ? session.viewer.role : null;
  return LINKS.filter(({ for: audience }) => {
    if (typeof audience !== 'string') return role !== null && audience.includes(role);
    return audience === 'everybody' || (audience === 'members') === member;
  });
}
