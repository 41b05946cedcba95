import { sealRowsAnew } from '@/server/db/seal-rows-anew';
import { totps } from '../../../models/z.totp';
import { TOTP_PURPOSE } from '../totp/totp-secret';

/** Encrypts the keys of apps under the present secret, so that its next change leaves none behind. */
export const sealTotpsAnew = () =>
	sealRowsAnew({ table: totps, id: totps.id, sealed: totps.sealed, purpose: TOTP_PURPOSE });
