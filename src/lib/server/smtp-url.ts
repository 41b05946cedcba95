import { domainToASCII } from 'node:url';

/** The way to a mail server, as `SMTP_URL` says it. */
export interface SmtpServer {
	/** TLS from the first byte (`smtps:`, RFC 8314, section 3.3). */
	secure: boolean;
	/** A host name in ASCII, or an address without brackets. */
	host: string;
	port: number;
	auth: { user: string; pass: string } | undefined;
}

/** What `SMTP_URL` has to be, for whoever wrote another. */
export const smtpUrlForm =
	'smtp://USER:PASSWORD@HOST:PORT or smtps://…, without a query; in USER and PASSWORD write % as ' +
	'%25, # as %23, / as %2F, ? as %3F, @ as %40, : as %3A and a blank as %20';

/** Reads `SMTP_URL`; `null` where it is none, or where a part of it could mean two things. */
export function parseSmtpUrl(value: string): SmtpServer | null {
	// URL drops tabs and line ends without a word, from a password too.
	if (/\p{Cc}/u.test(value) || !URL.canParse(value)) return null;
	const url = new URL(value);
	const secure = url.protocol === 'smtps:';
	if (!secure && url.protocol !== 'smtp:') return null;
	// nodemailer takes options from a query, the one that turns TLS off among them.
	if (!/^\/?$/.test(url.pathname) || /[?#]/.test(value) || url.port === '0') return null;
	const [user, pass, name] = [url.username, url.password, url.hostname].map(decode);
	const host = name?.startsWith('[') ? name.slice(1, -1) : domainToASCII(name ?? '');
	if (!host || user === null || pass === null || (pass && !user)) return null;
	const port = url.port ? Number(url.port) : secure ? 465 : 587;
	return { secure, host, port, auth: user ? { user, pass: pass ?? '' } : undefined };
}

function decode(text: string): string | null {
	try {
		return decodeURIComponent(text);
	} catch {
		return null;
	}
}
