import { isIP } from 'node:net';
import { z } from 'zod';
import { databaseUrlForms, readDatabaseUrl } from './database-url.ts';
import { parseMailFrom } from './mail-from.ts';
import { readRefusedDomains } from './refused-domains.ts';
import { parseSmtpUrl, smtpUrlForm } from './smtp-url.ts';

/** Host names on which plain http, the built-in mailbox and a generated secret are allowed. */
const localhosts = new Set(['localhost', '127.0.0.1']);
const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'];

/** A variable's value as `read` returns it; `undefined` from `read` is a problem. */
function rule<T>(expected: string, read: (value: string) => T | undefined) {
	return z.string().transform((value, context) => {
		const result = read(value);
		if (result !== undefined) return result;
		context.addIssue(expected);
		return z.NEVER;
	});
}

const parseUrl = (value: string) => (URL.canParse(value) ? new URL(value) : undefined);

const wholeNumber = (minimum: number, maximum: number) =>
	rule(`a whole number from ${minimum} to ${maximum}`, (value) => {
		const number = /^\d{1,9}$/.test(value) ? Number(value) : -1;
		return number >= minimum && number <= maximum ? number : undefined;
	});

const oneOf = <T extends string>(...choices: T[]) =>
	rule(`one of ${choices.join(', ')}`, (value) => choices.find((choice) => choice === value));

const secret = rule('32 bytes or more in base64, as `openssl rand -base64 32` prints', (value) =>
	/^[A-Za-z0-9+/_-]+={0,2}$/.test(value) && Buffer.from(value, 'base64').length >= 32
		? value
		: undefined
);

const page = rule('an http or https address, or a path of this site', (value) => {
	if (/^\/(?![/\\])/.test(value)) return value;
	return /^https?:$/.test(parseUrl(value)?.protocol ?? '') ? value : undefined;
});

const databaseUrl = rule(databaseUrlForms, (value) => {
	// Each connection to a database in memory sees another one, and a restart loses it.
	if (/^(?:sqlite|file):\/*(?::memory:|\?|$)/.test(value)) return undefined;
	return readDatabaseUrl(value) ? value : undefined;
});

const origin = rule(
	'an origin such as https://example.org, without a path; http only on localhost or 127.0.0.1',
	(value) => {
		const url = parseUrl(value);
		if (!url || `${url.origin}/` !== url.href) return undefined;
		const secure = url.protocol === 'https:';
		return secure || (url.protocol === 'http:' && isLocalhost(url.hostname))
			? url.origin
			: undefined;
	}
);

const host = rule('an address or host name to listen on', (value) =>
	/^[\w.:-]+$/.test(value) ? value : undefined
);

const smtpUrl = rule(smtpUrlForm, (value) => (parseSmtpUrl(value) ? value : undefined));

const sender = rule('an address, or Name <address>, on one line', (value) =>
	parseMailFrom(value) ? value : undefined
);

const domainFile = 'a file that can be read, with one mail domain a line';
const refusedDomains = z.string().transform((file, context) => {
	const read = readRefusedDomains(file);
	if ('domains' in read) return read.domains;
	context.addIssue(file === '\0' ? domainFile : `${domainFile} (${read.problem})`);
	return z.NEVER;
});

/** The variables that scripts and drizzle-kit need. */
export const databaseRules = {
	DATABASE_URL: databaseUrl.default('sqlite:./local.db'),
	DATABASE_AUTH_TOKEN: z.string().optional(),
	DATABASE_CLEARTEXT: oneOf('on', 'off').default('off')
};

/** Every variable of the application, by name. Those of the providers have their own place. */
export const rules = {
	...databaseRules,
	ORIGIN: origin.optional(),
	HOST: host.optional(),
	PORT: wholeNumber(1, 65_535).default(3000),
	ADDRESS_HEADER: rule('the name of a request header', (value) =>
		/^[\w!#$%&'*+.^`|~-]+$/.test(value) ? value.toLowerCase() : undefined
	).optional(),
	XFF_DEPTH: wholeNumber(1, 100).default(1),
	AUTH_SECRET: secret.optional(),
	AUTH_SECRET_PREVIOUS: secret.optional(),
	SMTP_URL: smtpUrl.optional(),
	MAIL_FROM: sender.optional(),
	SIGN_UP: oneOf('open', 'invite', 'closed').default('open'),
	PASSWORD_MIN_LENGTH: wholeNumber(8, 64).default(12),
	PRIVACY_URL: page.optional(),
	TERMS_URL: page.optional(),
	RECOVERY_DELAY_HOURS: wholeNumber(24, 168).optional(),
	MAIL_PER_HOUR: wholeNumber(1, 999_999_999).optional(),
	MAIL_PER_DAY: wholeNumber(1, 999_999_999).optional(),
	REFUSED_DOMAINS: refusedDomains.optional(),
	PROOF_OF_WORK: oneOf('auto', 'on', 'off').default('auto'),
	SHUTDOWN_DELAY: wholeNumber(0, 60).default(0),
	METRICS_PORT: wholeNumber(1, 65_535).optional(),
	METRICS_HOST: host.default('127.0.0.1'),
	OTEL_EXPORTER_OTLP_ENDPOINT: rule('an http or https address', (value) =>
		/^https?:$/.test(parseUrl(value)?.protocol ?? '') ? value : undefined
	).optional(),
	LOG_LEVEL: oneOf(...logLevels).default('info'),
	LOG_ADDRESSES: oneOf('on', 'off').default('off')
};

/** Whether a URL's host name is this machine, as the contract counts it. */
export function isLocalhost(hostname: string): boolean {
	return localhosts.has(hostname);
}

/** Whether a host name or an address, of a URL or of a socket, never leaves this machine. */
export function isLoopback(host: string): boolean {
	const name = host.replace(/^\[|\]$/g, '').replace(/^::ffff:(?=\d+\.)/i, '');
	return name === 'localhost' || name === '::1' || (isIP(name) === 4 && name.startsWith('127.'));
}

/** Whether what goes to the database, people's data and the token, can be read on its way. */
export function isReadableOnItsWay(databaseUrl: string): boolean {
	const target = readDatabaseUrl(databaseUrl);
	if (target?.kind !== 'remote' || target.isEncrypted) return false;
	return !isLoopback(new URL(target.url).hostname);
}

/** Whether a URL's host name is a bare IP address, which cannot be a WebAuthn RP id. */
export function isBareAddress(hostname: string): boolean {
	return isIP(hostname.replace(/^\[|\]$/g, '')) !== 0;
}
