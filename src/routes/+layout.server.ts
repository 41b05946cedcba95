import { formatDateTime } from '@/format-date-time';
import { getLocale } from '@/paraglide/runtime';
import { env } from '@/server/env';
import { takeFlash } from '@/server/flash';
import { readTheme } from '@/server/cookies';
import { m } from '@/paraglide/messages';
import { hasPublicProfiles } from '@/site';
import { shutDoor } from '$modules/auth/api/access/shut-door';
import { hasJustTypedPassword } from '$modules/auth/api/factors/passkeys/automatic-passkey';
import { formOwner } from '$modules/auth/api/kept-form/returned-form';
import { adminPages } from '$modules/admin/routes/pages';
import { authPages } from '$modules/auth/routes/pages';
import { profilePages } from '$modules/profile/routes/pages';
import type { LayoutServerLoad } from './$types';

const mayMakePasskey = ({ session, user }: App.Locals) =>
	session && !user?.lacksFactor && hasJustTypedPassword(session);

type Person = NonNullable<App.Locals['user']>;
type Banner = { text: string; href: string; label: string };

/** Somebody asks to get in without the second factor. Where that is switched off, nobody does. */
function recoveryOf({ recoveryRequestedAt: since, timezone }: Person): Banner[] {
	if (!since || env().RECOVERY_DELAY_HOURS === undefined) return [];
	const when = formatDateTime(since, { locale: getLocale(), timezone }).exact;
	const text = m.recover_banner({ when });
	return [{ text, href: authPages.stopRecovery, label: m.recover_stop_title() }];
}

/** No mail reaches them. */
function mailBlockOf({ email, mailBlockedAt }: Person): Banner[] {
	if (!mailBlockedAt) return [];
	const text = m.mail_blocked_banner({ email });
	return [{ text, href: authPages.account, label: m.mail_blocked_change() }];
}

/** Where others see them, as far as this site has pages for that. */
const publicPageOf = ({ username }: Person): string | null =>
	username && hasPublicProfiles() ? profilePages.show(username) : null;

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
	const signUpOpen = shutDoor() === null;
	return {
		user: locals.user && {
			email: locals.user.email,
			username: locals.user.username,
			publicPage: publicPageOf(locals.user),
			displayName: locals.user.displayName,
			avatarId: locals.user.avatarId,
			// In the reader's language: a browser needs the sentences in no other way.
			banners: [...recoveryOf(locals.user), ...mailBlockOf(locals.user)],
			...(locals.user.role === 'admin' && {
				pages: [{ href: adminPages.overview, label: m.admin_title() }]
			}),
			// Its pages are closed yet.
			isUnfinished: Boolean(locals.session?.missing) || locals.user.lacksFactor
		},
		// From here, as a browser needs the sentence in no other way.
		description: signUpOpen ? m.layout_description() : m.layout_description_shut(),
		formOwner: locals.user && formOwner(locals.user.id),
		// Their browser may make a passkey by itself.
		...(mayMakePasskey(locals) && { mayMakePasskey: true }),
		flash: takeFlash(cookies),
		locale: getLocale(),
		theme: readTheme({ locals, cookies }),
		timezone: locals.user?.timezone ?? null,
		policies: policiesOf(env()),
		signUpOpen
	};
};
