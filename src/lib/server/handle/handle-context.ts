import type { Handle } from '@sveltejs/kit';
import { withinRequest } from '../db/write-wait';
import { withLogContext } from '../log-security-event';

/** Lets the log and the queue of writes know for which request they work. Comes first. */
export const handleContext: Handle = ({ event, resolve }) =>
	withLogContext(event, () => withinRequest(() => resolve(event)));
