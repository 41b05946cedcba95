import { isSealedAnew } from '@/server/seal';
import type { Totp } from '../../../models/z.totp';
import { openTotpSecret, sealTotpSecret, TOTP_PURPOSE } from '../totp/totp-secret';

/**
 * An app as it is kept, under the seal of the whole. The secret stands open beside the row's sealed
 * one, which a change of `AUTH_SECRET` does not reach in there: `null` where it could not be opened,
 * none in what earlier versions kept.
 */
export type KeptApp = Totp & { secret?: string | null };

/** A removed app with its secret opened. */
export const openApp = (app: Totp): KeptApp => ({
	...app,
	secret: openTotpSecret(app.id, app.sealed)
});

/** The row of an app that was kept, under the present key; as it was where no key opens it. */
export function sealApp({ secret, ...app }: KeptApp): Totp {
	if (isSealedAnew(TOTP_PURPOSE, app.sealed)) return app;
	const opened = secret ?? openTotpSecret(app.id, app.sealed);
	return opened === null ? app : { ...app, sealed: sealTotpSecret(app.id, opened) };
}
