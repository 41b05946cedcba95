import type { Handle } from '@sveltejs/kit';
import { withinRequest } from '../db/write-wait';
import { withLogContext } from '../log-security-event';
import { measureRequest } from './measure-request';

/** Lets the log, the queue of writes and observers know for which request they work. Comes first. */
export const handleContext: Handle = ({ event, resolve }) =>
	withLogContext(event, () => withinRequest(() => measureRequest(event, () => resolve(event))));
