import { z } from 'zod';
import { siteName } from '../site.ts';
import { describeValue, EnvError, type EnvProblem } from './env-error.ts';
import { readSecretFiles } from './env-files.ts';
import {
	databaseRules,
	isBareAddress,
	isLocalhost,
	isReadableOnItsWay,
	rules
} from './env-rules.ts';
import { keepSecret, SECRET_FILE } from './env-secret.ts';

export { EnvError } from './env-error.ts';

type Source = Record<string, string | undefined>;
/** All that is wrong with the variables that a module reads for itself. */
type Check = (source: Source, isLocalhost: boolean) => EnvProblem[];

const databaseSchema = z.object(databaseRules);
const schema = z.object(rules);

export type DatabaseEnv = z.infer<typeof databaseSchema>;

/** The validated environment, with what follows from it. */
export type Env = z.infer<typeof schema> & {
	/** Canonical: no path, no trailing slash. */
	ORIGIN: string;
	HOST: string;
	AUTH_SECRET: string;
	MAIL_FROM: string;
	/** ORIGIN is https: cookies are `__Host-` and Secure, HSTS is sent. */
	isSecure: boolean;
	/** ORIGIN is on localhost or 127.0.0.1. */
	isLocalhost: boolean;
	/** No mail server, and on localhost: mail goes to /dev/mailbox. */
	mailboxEnabled: boolean;
	/** The host of ORIGIN can be a WebAuthn RP id. */
	passkeysAvailable: boolean;
};

/** Reads where the database is, for scripts that need nothing else. Throws `EnvError`. */
export function readDatabaseEnv(source: Source = process.env): DatabaseEnv {
	const files = readSecretFiles(source, (variable) => variable in databaseRules);
	const given = withoutEmpty(files.source);
	const result = databaseSchema.safeParse(given);
	const problems = [...problemsOf(result.error, given), ...files.problems, ...readable(given)];
	if (result.success && problems.length === 0) return result.data;
	throw new EnvError(problems);
}

/**
 * Reads and validates the application's own variables, and asks `checks` for those of modules. On
 * localhost a missing AUTH_SECRET is taken from, or made into, `secretFile`. Throws one `EnvError`
 * that lists every problem.
 */
export function readEnv(
	source: Source = process.env,
	secretFile = SECRET_FILE,
	checks: Check[] = []
): Env {
	const files = readSecretFiles(source);
	const given = withoutEmpty(files.source);
	const result = schema.safeParse(given);
	const problems = [...problemsOf(result.error, given), ...files.problems, ...readable(given)];
	const unread = new Set(files.problems.map(({ variable }) => variable));
	// Judged by ORIGIN alone, so that one start shows all that is wrong.
	const origin = rules.ORIGIN.safeParse(given.ORIGIN);
	if (origin.success && origin.data && !isLocalhost(new URL(origin.data).hostname)) {
		for (const variable of ['AUTH_SECRET', 'SMTP_URL'] as const) {
			if (given[variable] || unread.has(`${variable}_FILE`)) continue;
			problems.push(missing(variable, origin.data));
		}
	}
	if (given.METRICS_PORT && given.METRICS_PORT === (given.PORT ?? '3000')) {
		const expected = 'another port than PORT, where the application itself listens';
		problems.push({ variable: 'METRICS_PORT', found: given.METRICS_PORT, expected });
	}
	const localhost = !origin.data || isLocalhost(new URL(origin.data).hostname);
	problems.push(...checks.flatMap((check) => check(files.source, localhost)));
	if (!result.success || problems.length > 0) throw new EnvError(problems);

	const values = result.data;
	const url = new URL(values.ORIGIN ?? `http://localhost:${values.PORT}`);
	const local = isLocalhost(url.hostname);
	return {
		...values,
		ORIGIN: url.origin,
		HOST: values.HOST ?? (local ? '127.0.0.1' : '0.0.0.0'),
		AUTH_SECRET: values.AUTH_SECRET ?? secretFrom(secretFile),
		MAIL_FROM: values.MAIL_FROM ?? `${siteName} <no-reply@${url.hostname}>`,
		isSecure: url.protocol === 'https:',
		isLocalhost: local,
		mailboxEnabled: local && !values.SMTP_URL,
		passkeysAvailable: !isBareAddress(url.hostname)
	};
}

let known: Env | undefined;

/** The environment of this process, read once, at the first call. */
export function env(): Env {
	return (known ??= readEnv());
}

function withoutEmpty(source: Source): Source {
	const given: Source = {};
	for (const name of Object.keys(rules)) given[name] = source[name]?.trim() || undefined;
	return given;
}

function problemsOf(error: z.ZodError | undefined, given: Source): EnvProblem[] {
	return (error?.issues ?? []).map((issue) => {
		const variable = String(issue.path[0]);
		return { variable, found: describeValue(variable, given[variable]), expected: issue.message };
	});
}

/** A database over a network in clear text, unless the operator says that the network is their own. */
function readable({ DATABASE_URL = '', DATABASE_CLEARTEXT }: Source): EnvProblem[] {
	if (DATABASE_CLEARTEXT === 'on' || !isReadableOnItsWay(DATABASE_URL)) return [];
	const expected =
		"https://… or wss://…: people's data and the token could be read on their way. On a network of your own set DATABASE_CLEARTEXT=on";
	const found = describeValue('DATABASE_URL', DATABASE_URL);
	return [{ variable: 'DATABASE_URL', found, expected }];
}

function missing(variable: 'AUTH_SECRET' | 'SMTP_URL', origin: string): EnvProblem {
	const expected = {
		AUTH_SECRET: '32 bytes or more in base64, as `openssl rand -base64 32` prints',
		SMTP_URL: 'smtp://USER:PASSWORD@HOST:PORT or smtps://…'
	};
	return {
		variable,
		found: 'nothing',
		expected: `${expected[variable]}; needed because ORIGIN (${origin}) is not on localhost`
	};
}

function secretFrom(file: string): string {
	const expected = rules.AUTH_SECRET;
	try {
		const secret = expected.safeParse(keepSecret(file));
		if (secret.data) return secret.data;
	} catch (error) {
		const reason = error instanceof Error ? error.message : String(error);
		const advice = `a file ${file} that can be made and read, or a value for AUTH_SECRET`;
		throw new EnvError([{ variable: 'AUTH_SECRET', found: reason, expected: advice }]);
	}
	const found = `a damaged file ${file}`;
	const advice = '32 bytes or more in base64; remove the file to have a new one made';
	throw new EnvError([{ variable: 'AUTH_SECRET', found, expected: advice }]);
}
