import { and, eq, gt, lt } from 'drizzle-orm';
import { db } from '@/server/db/client';
import { signUps } from '../../models/z.sign-up';
import { signUpTriesMax } from './sign-up-lifetime';

/** The pending sign-up that a browser began, while it lasts. */
export async function getSignUp({ id, now = new Date() }: { id: string; now?: Date }) {
	const row = await db
		.select({
			email: signUps.email,
			redirectTo: signUps.redirectTo,
			/** Began with a provider: it has no password. */
			byProvider: eq(signUps.passwordHash, '').mapWith(Boolean)
		})
		.from(signUps)
		.where(and(eq(signUps.id, id), gt(signUps.expiresAt, now), lt(signUps.tries, signUpTriesMax)))
		.get();
	return row ?? null;
}
