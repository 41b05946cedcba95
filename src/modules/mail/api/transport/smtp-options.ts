import { isIP } from 'node:net';
import type { SMTPTransportOptions } from 'nodemailer';

/** Longest silence of the mail server, in milliseconds, at each step of a conversation. */
const TIMEOUT_MS = 10_000;

/** Whether a host name or address never leaves this machine. */
function isLoopback(host: string): boolean {
	return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

/**
 * What the driver needs to know about `SMTP_URL`. TLS and a valid certificate are required, but on
 * loopback, where STARTTLS is used when offered and its usual self-made certificate is accepted.
 */
export function smtpOptions(smtpUrl: string): SMTPTransportOptions {
	const url = new URL(smtpUrl);
	const host = url.hostname.replace(/^\[|\]$/g, '');
	const secure = url.protocol === 'smtps:';
	const local = !secure && isLoopback(host);
	return {
		host,
		port: url.port ? Number(url.port) : secure ? 465 : 587,
		secure,
		requireTLS: !secure && !local,
		tls: { minVersion: 'TLSv1.2', rejectUnauthorized: !local },
		auth: url.username
			? { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) }
			: undefined,
		connectionTimeout: TIMEOUT_MS,
		greetingTimeout: TIMEOUT_MS,
		socketTimeout: TIMEOUT_MS,
		dnsTimeout: TIMEOUT_MS,
		disableFileAccess: true,
		disableUrlAccess: true
	};
}
