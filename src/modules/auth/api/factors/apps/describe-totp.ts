import { m } from '@/paraglide/messages';
import { hasProviders } from '$modules/oauth/api/get-provider';
import type { TotpSetUp, TotpSettings } from './get-totp-settings';

/** What the section says of how things are, in the reader's language: a browser needs no sentence else. */
export type TotpNotes = {
	title: string;
	intro: string;
	/** No codes of the app count any more. */
	lost: string | null;
	/** There is no app and none waits. */
	none: string | null;
	/** Before one can be set up. */
	confirmFirst: string;
	/** How the one that waits is set up. */
	setUp: TotpSetUpNotes | null;
	/** What removing the app means. */
	removing: string;
};

export type TotpSetUpNotes = {
	/** The app there is goes on until the new one is confirmed. */
	moves: string | null;
	scan: string;
	picture: string;
	open: string;
	key: string;
	named: string;
	/** What the first code of the new app ends. */
	ends: string | null;
};

/** Of what the code comes after: a password or a connected account, or a password alone. */
const afterAny = { intro: m.totp_intro, ends: m.totp_remove_ends, stays: m.totp_remove_stays };
const afterPassword = {
	intro: m.totp_intro_no_provider,
	ends: m.totp_remove_ends_no_provider,
	stays: m.totp_remove_stays_no_provider
};

/** Says what {@link TotpSettings} found. */
export function describeTotp(totp: TotpSettings): TotpNotes {
	const { app, setUp, staysOn, isRequired } = totp;
	const { intro, ends, stays } = hasProviders() ? afterAny : afterPassword;
	const removing = isRequired ? m.factor_required_last : ends;
	return {
		title: m.totp_title(),
		intro: intro(),
		lost: app?.isLost ? m.totp_lost() : null,
		none: app || setUp ? null : m.totp_none(),
		confirmFirst: m.totp_add_confirm(),
		setUp: setUp && describeSetUp(setUp, totp),
		removing: staysOn ? stays() : removing()
	};
}

function describeSetUp(
	{ issuer, label }: TotpSetUp,
	{ isFirst, bringsCodes }: TotpSettings
): TotpSetUpNotes {
	const ends = bringsCodes ? m.totp_first_ends() : m.totp_ends();
	return {
		moves: isFirst ? null : m.totp_moves(),
		scan: m.totp_scan(),
		picture: m.totp_qr_label(),
		open: m.totp_open(),
		key: m.totp_key_label(),
		named: m.totp_named({ issuer, label }),
		ends: isFirst ? ends : null
	};
}
