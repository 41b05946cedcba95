import type { SealedRows } from '@/server/db/sealed-rows';
import { totps } from '../../../models/z.totp';
import { TOTP_PURPOSE } from '../totp/totp-secret';

/** The keys of apps, as the change of `AUTH_SECRET` finds them. */
export const sealedTotps: SealedRows = {
	table: totps,
	id: totps.id,
	sealed: totps.sealed,
	purpose: TOTP_PURPOSE
};
