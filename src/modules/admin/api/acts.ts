import { releaseLimits } from '$modules/auth/api/account/release-limits';
import { setClosed } from '$modules/auth/api/account/set-closed';
import { setRole, type Role } from '$modules/auth/api/account/set-role';
import { endSecondStepIfNothingIsLeft } from '$modules/auth/api/factors/second-step/end-second-step';
import { endAccess } from '$modules/auth/api/session/end-access';
import { nowhere } from '@/server/client-context';
import { actOn } from './act-on';
import { Refusal, type Help, type Helped } from './helper';

/**
 * Signs a person out everywhere: sessions, sign-ins that wait, trust in browsers. Every browser is a new
 * one from now on, so that they hear of it when one comes back.
 */
export const endSessions = (help: Help): Promise<Helped> =>
	actOn(help, 'all-sessions-ended', ({ id: userId }, tx, now) =>
		endAccess({ userId, knownSince: now }, tx)
	);

/** Ends the waits of a person who has tried too often, or for whom somebody else has. */
export const releaseLimitsOf = (help: Help): Promise<Helped> =>
	actOn(help, 'limits-released', releaseLimits);

/** Closes an account as its owner can: they may reopen it by signing in, until it is erased. */
export const closePerson = (help: Help): Promise<Helped<'closed'>> =>
	actOn(help, 'account-closed', async ({ id: userId, closedAt }, tx, now) => {
		if (closedAt) throw new Refusal<'closed'>('closed');
		await endAccess({ userId, links: true, keptForms: true }, tx);
		await setClosed({ userId, closedAt: now }, tx);
	});

/** Opens a closed account again as it was; signing in is for its owner. */
export const reopenPerson = (help: Help): Promise<Helped<'open'>> =>
	actOn(help, 'account-reopened', async ({ id: userId, closedAt }, tx) => {
		if (!closedAt) throw new Refusal<'open'>('open');
		await setClosed({ userId, closedAt: null }, tx);
	});

/** Makes a person one of those who run the site, or takes that from them. `same`: they are so already. */
export const setRoleOf = (help: Help, role: Role): Promise<Helped<'same'>> =>
	actOn(help, role === 'admin' ? 'role-given' : 'role-taken', async (user, tx, now) => {
		if (user.role === role) throw new Refusal<'same'>('same');
		await setRole({ userId: user.id, role, now }, tx);
		// What asked for the step does not any more: its codes must not lie about for another one.
		if (role !== 'admin')
			await endSecondStepIfNothingIsLeft({ userId: user.id, client: nowhere, now }, tx);
	});
