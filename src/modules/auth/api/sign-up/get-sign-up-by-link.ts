import { eq } from 'drizzle-orm';
import { db } from '@/server/db/client';
import { signUps } from '../../models/z.sign-up';
import { tokens } from '../../models/z.token';
import { openToken } from '../token/open-token';

/** The pending sign-up that a mailed link belongs to. Looking does not use the link up. */
export async function getSignUpByLink({ token, now = new Date() }: { token: string; now?: Date }) {
	const row = await db
		.select({
			id: signUps.id,
			email: signUps.email,
			passwordHash: signUps.passwordHash,
			redirectTo: signUps.redirectTo
		})
		.from(tokens)
		.innerJoin(signUps, eq(signUps.id, tokens.signUpId))
		.where(openToken({ token, purpose: 'sign-up-link', now }))
		.get();
	return row ?? null;
}
