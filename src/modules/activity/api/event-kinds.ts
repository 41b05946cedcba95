import type { SecurityEventKind, SecurityEventType } from '../models/z.security-event.ts';

/** Under what each event is found in the record. */
export const eventKinds: Record<SecurityEventType, SecurityEventKind> = {
	'signed-in': 'sign-in',
	'signed-in-closed': 'sign-in',
	'signed-out': 'sign-in',
	'sign-in-failed': 'sign-in',
	'session-ended': 'sign-in',
	'sessions-ended': 'sign-in',
	'not-me': 'security',
	confirmed: 'security',
	'password-changed': 'security',
	'password-set': 'security',
	'password-reset': 'security',
	'connection-added': 'security',
	'connection-removed': 'security',
	'signed-up': 'account',
	'email-changed': 'account',
	'email-restored': 'account',
	'account-closed': 'account',
	'account-reopened': 'account',
	exported: 'account'
};

/** The kind that an address asks for, or `null` for all. */
export function parseKind(text: string | null): SecurityEventKind | null {
	return Object.values(eventKinds).find((kind) => kind === text) ?? null;
}
