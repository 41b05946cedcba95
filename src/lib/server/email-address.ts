import { domainToASCII } from 'node:url';
import { z } from 'zod';
import { m } from '@/paraglide/messages';
import { identifier } from '@/text-rules';
import { env } from './env';

const MAX_LENGTH = 254;
/** More than any way to write an address; reading a longer host may take long. */
const TYPED_MAX = 1_000;
// Judged as typed: lower case makes an ASCII k of the Kelvin sign.
// Dots may stand anywhere: Japanese telephone companies gave out such addresses against the standard.
const local = /^(?!\.+$)[a-z0-9!#$%&'*+/=?^_`{|}~.-]+$/i;
const domain =
	/^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?!\d+$)[a-z0-9][a-z0-9-]{0,61}[a-z0-9]$/;

/**
 * The one form in which an address is stored and compared, or `null` where it is none that we take:
 * one plain `local@domain` (RFC 5321 without quoted parts and address literals, but with dots in any
 * place), lower case, the domain in ASCII (IDNA). Nothing is folded here: a provider that vouches for
 * `ａda@example.com` says nothing of `ada@example.com`.
 */
export function normalizeEmail(text: string): string | null {
	if (text.length > TYPED_MAX) return null;
	const at = text.lastIndexOf('@');
	const name = text.slice(0, Math.max(at, 0));
	const host = /[\s%/\\?#:@[\]]/.test(text.slice(at + 1)) ? '' : domainToASCII(text.slice(at + 1));
	const address = `${name}@${host}`.toLowerCase();
	const valid = name.length <= 64 && local.test(name) && domain.test(host);
	return valid && address.length <= MAX_LENGTH ? address : null;
}

/** An e-mail address as typed into a form, by the rules of an identifier, with any kind of full stop. */
export const zEmail = z
	.string({ error: () => m.email_invalid() })
	.max(TYPED_MAX, { error: () => m.email_invalid() })
	.transform((typed, context) => {
		const text = identifier(typed).replaceAll('\u3002', '.');
		const email = /(?!\t)\p{Cc}/u.test(typed) ? null : normalizeEmail(text);
		if (email) return email;
		context.addIssue({ code: 'custom', message: m.email_invalid() });
		return z.NEVER;
	});

/** Whether an address is at one of these domains, or at a subdomain of one. */
export function isAtDomain(email: string, domains: ReadonlySet<string> | undefined): boolean {
	if (!domains) return false;
	let name = email.slice(email.lastIndexOf('@') + 1);
	while (name) {
		if (domains.has(name)) return true;
		const dot = name.indexOf('.');
		name = dot < 0 ? '' : name.slice(dot + 1);
	}
	return false;
}

/** Whether an address is at a domain that the operator takes no new addresses of. */
export const isRefusedEmail = (email: string): boolean => isAtDomain(email, env().REFUSED_DOMAINS);

/** An address that somebody wants to have here from now on. Where one is only looked for: `zEmail`. */
export const zNewEmail = zEmail.refine((email) => !isRefusedEmail(email), {
	error: () => m.email_domain_refused()
});
