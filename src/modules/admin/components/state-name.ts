import { m } from '@/paraglide/messages';
import type { ListedPerson } from '$modules/auth/api/user/list-people';

const names: Record<ListedPerson['state'], () => string> = {
	open: m.admin_state_open,
	closed: m.admin_state_closed,
	suspended: m.admin_state_suspended,
	erasing: m.admin_state_erasing
};

/** How an account stands, in a word. */
export const stateName = (state: ListedPerson['state']): string => names[state]();
