import { eq } from 'drizzle-orm';
import { shownRecoveryCodes } from '../../../models/z.recovery-code';
import { asOwner, type SessionOwner } from '../../session/session-owner';

/**
 * Their owner says that they keep the codes which they were shown: from now on nobody sees them.
 * @param input.shownUntil of the set that they saw, where their page said it.
 * @returns `false` where it is another set by now. A second time changes nothing.
 * @throws SessionEndedError
 */
export async function noteKeptRecoveryCodes(input: {
	owner: SessionOwner;
	shownUntil?: number | undefined;
}): Promise<boolean> {
	const { owner, shownUntil } = input;
	return asOwner(owner, async (tx) => {
		const whose = eq(shownRecoveryCodes.userId, owner.userId);
		const shown = await tx.select().from(shownRecoveryCodes).where(whose).get();
		if (!shown) return true;
		if (shownUntil !== undefined && shown.expiresAt.getTime() !== shownUntil) return false;
		await tx.delete(shownRecoveryCodes).where(whose);
		return true;
	});
}
