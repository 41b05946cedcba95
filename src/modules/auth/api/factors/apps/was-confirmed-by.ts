import { and, gt } from 'drizzle-orm';
import { lifetimes } from '$modules/limits/api/lifetimes';
import { db } from '@/server/db/client';
import { totps } from '../../../models/z.totp';
import { getShownRecoveryCodes } from '../recovery-codes/recovery-code-store';
import { checkTotpCode, isUsedTotpCode } from '../totp/totp-code';
import type { EnabledTotp } from './enable-totp';
import { isConfirmedTotp } from './totp-store';

/**
 * Whether this is the code that an account's app was confirmed by just now: a form that is sent twice
 * ends well twice. It says so of a code that is used up alone, so that nobody finds out one that is
 * not.
 */
export async function wasConfirmedBy(input: {
	userId: string;
	code: string;
	now: Date;
}): Promise<EnabledTotp | null> {
	const { userId, now } = input;
	const since = new Date(now.getTime() - lifetimes.totpSetUp);
	const totp = await db
		.select({ number: totps.number })
		.from(totps)
		.where(and(isConfirmedTotp({ userId }), gt(totps.confirmedAt, since)))
		.get();
	if (!totp) return null;
	const checked = await checkTotpCode(input);
	if (!checked.ok || !(await isUsedTotpCode(checked.fitting))) return null;
	const isFirst = (await getShownRecoveryCodes({ userId }, now)) !== null;
	return { isFirst, isMoved: totp.number > 1, endedAt: null, token: null };
}
