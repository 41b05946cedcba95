import { formatDateTime } from '@/format-date-time';
import { getLocale } from '@/paraglide/runtime';
import { env } from '@/server/env';
import { takeFlash } from '@/server/flash';
import { readTheme } from '@/server/cookies';
import { m } from '@/paraglide/messages';
import { hasJustTypedPassword } from '$modules/auth/api/factors/passkeys/automatic-passkey';
import { formOwner } from '$modules/auth/api/kept-form/returned-form';
import type { LayoutServerLoad } from './$types';

const mayMakePasskey = ({ session, user }: App.Locals) =>
	session && !user?.lacksFactor && hasJustTypedPassword(session);

/** The banner of a delayed recovery, in the reader's language: a browser needs it in no other way. */
function recoveryOf({ recoveryRequestedAt: since, timezone }: NonNullable<App.Locals['user']>) {
	const when = since && formatDateTime(since, { locale: getLocale(), timezone }).exact;
	return when ? { text: m.recover_banner({ when }), stop: m.recover_stop_title() } : null;
}

/** The banner of somebody whom no mail reaches. */
const mailBlockOf = ({ email, mailBlockedAt }: NonNullable<App.Locals['user']>) =>
	mailBlockedAt && { text: m.mail_blocked_banner({ email }), change: m.mail_blocked_change() };

/** What the operator has written of the site, and links in the reader's language. */
function policiesOf({ PRIVACY_URL, TERMS_URL }: ReturnType<typeof env>) {
	const policies = [
		{ href: PRIVACY_URL, label: m.layout_privacy() },
		{ href: TERMS_URL, label: m.layout_terms() }
	];
	return policies.flatMap(({ href, label }) => (href ? [{ href, label }] : []));
}

export const load: LayoutServerLoad = ({ locals, cookies, url }) => {
	// Asked again for each page: somebody may have signed out in another tab.
	void url.pathname;
	const { SIGN_UP, RECOVERY_DELAY_HOURS } = env();
	return {
		user: locals.user && {
			email: locals.user.email,
			username: locals.user.username,
			displayName: locals.user.displayName,
			avatarId: locals.user.avatarId,
			...(locals.user.role === 'admin' && { isAdmin: true }),
			// Where the operator has switched it off, nobody gets in this way.
			recovery: RECOVERY_DELAY_HOURS === undefined ? null : recoveryOf(locals.user),
			mailBlock: mailBlockOf(locals.user),
			// Its pages are closed yet.
			isUnfinished: Boolean(locals.session?.missing) || locals.user.lacksFactor
		},
		// From here, as a browser needs the sentence in no other way.
		description: m.layout_description(),
		formOwner: locals.user && formOwner(locals.user.id),
		// Their browser may make a passkey by itself.
		...(mayMakePasskey(locals) && { mayMakePasskey: true }),
		flash: takeFlash(cookies),
		locale: getLocale(),
		theme: readTheme({ locals, cookies }),
		timezone: locals.user?.timezone ?? null,
		policies: policiesOf(env()),
		signUpOpen: SIGN_UP === 'open'
	};
};
