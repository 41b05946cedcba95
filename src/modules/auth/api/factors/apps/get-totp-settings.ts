import { siteName } from '@/site';
import { needsSecondStep } from '../../user/second-step';
import { getUser } from '../../user/user-store';
import { hasRecoveryCodes } from '../recovery-codes/recovery-code-store';
import { drawQrCode, type QrCode } from '../totp/qr-code';
import { totpUri } from '../totp/totp-secret';
import { getConfirmedTotp, getWaitingTotp } from './totp-store';

/** What an app needs to make codes, in three forms. */
export type TotpSetUp = {
	qr: QrCode;
	/** For an app on the device that shows it. */
	uri: string;
	/** In groups of four, for typing. */
	key: string;
	issuer: string;
	label: string;
	expiresAt: Date;
};

export type TotpSettings = {
	/** The app whose codes count. */
	app: { confirmedAt: Date; lastUsedAt: Date | null; isLost: boolean } | null;
	/** What this session began and waits for its first code: for whoever proved lately who they are. */
	setUp: TotpSetUp | null;
	/** The first code will sign its owner out everywhere else: it is that of the account's first app. */
	isFirst: boolean;
	/** It will bring recovery codes, as the account has none. */
	bringsCodes: boolean;
	/** Sign-ins go on to ask for a passkey once the app is gone. */
	staysOn: boolean;
	/** The account has to have a second factor. */
	isRequired: boolean;
};

/** A person's app as their settings show it. */
export async function getTotpSettings(input: {
	user: { id: string; email: string };
	/** When the session began that asks. */
	startedAt: Date;
	isConfirmed: boolean;
	now?: Date;
}): Promise<TotpSettings> {
	const { user, startedAt, isConfirmed, now = new Date() } = input;
	const userId = user.id;
	const [app, waiting, account, hasCodes] = await Promise.all([
		getConfirmedTotp({ userId }),
		isConfirmed ? getWaitingTotp({ userId, startedAt }, now) : null,
		getUser({ userId }),
		hasRecoveryCodes({ userId })
	]);
	return {
		app: app?.confirmedAt
			? { confirmedAt: app.confirmedAt, lastUsedAt: app.lastUsedAt, isLost: app.isLost }
			: null,
		setUp: waiting && setUpOf(user.email, waiting),
		isFirst: app === null,
		bringsCodes: app === null && !hasCodes,
		staysOn: account !== null && needsSecondStep({ ...account, hasTotp: false }),
		isRequired: account !== null && account.factorRequiredAt !== null
	};
}

function setUpOf(
	email: string,
	{ secret, number, expiresAt }: { secret: string; number: number; expiresAt: Date }
): TotpSetUp {
	// Two entries of one account in an app are told apart, and none is written over.
	const label = number === 1 ? email : `${email} (${number})`;
	const uri = totpUri(secret, { issuer: siteName, label });
	const key = secret.match(/.{1,4}/g)?.join(' ') ?? secret;
	return { qr: drawQrCode(uri), uri, key, issuer: siteName, label, expiresAt };
}
