import { setMailBlocked } from '$modules/auth/api/user/mail-block';
import { actOn } from './act-on';
import { Refusal, type Help, type Helped } from './helper';

/**
 * Stops all mail to a person's address: what waits goes when its time comes, without being sent. Its
 * owner is told on every page while they are signed in, as a mail is what they do not get.
 */
export const blockAddress = (help: Help): Promise<Helped<'blocked'>> =>
	actOn(help, 'address-blocked', async ({ id: userId, mailBlockedAt }, tx, now) => {
		if (mailBlockedAt) throw new Refusal<'blocked'>('blocked');
		await setMailBlocked({ userId, blockedAt: now }, tx);
	});

/** Lets a blocked address have mail again. */
export const unblockAddress = (help: Help): Promise<Helped<'free'>> =>
	actOn(help, 'address-unblocked', async ({ id: userId, mailBlockedAt }, tx) => {
		if (!mailBlockedAt) throw new Refusal<'free'>('free');
		await setMailBlocked({ userId, blockedAt: null }, tx);
	});
