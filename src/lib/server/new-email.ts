import { zEmail } from '@/server/email-address';
import { m } from '@/paraglide/messages';
import { env } from './env';
import { isAtDomain } from './refused-domains';

/** Whether an address is at a domain that the operator takes no new addresses of. */
export const isRefusedEmail = (email: string): boolean => isAtDomain(email, env().REFUSED_DOMAINS);

/** An address that somebody wants to have here from now on. Where one is only looked for: `zEmail`. */
export const zNewEmail = zEmail.refine((email) => !isRefusedEmail(email), {
	error: () => m.email_domain_refused()
});
