import { and, eq, gt } from 'drizzle-orm';
import { db } from '@/server/db/client';
import { hashToken } from '@/server/secrets';
import { signUps } from '../../models/z.sign-up';
import { tokens } from '../../models/z.token';

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
		.where(
			and(
				eq(tokens.hash, hashToken(token)),
				eq(tokens.purpose, 'sign-up-link'),
				gt(tokens.expiresAt, now)
			)
		)
		.get();
	return row ?? null;
}
