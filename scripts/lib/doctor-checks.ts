import { statSync } from 'node:fs';
import { parseDatabaseUrl } from '../../src/lib/server/database-url.ts';
import { createDb } from '../../src/lib/server/db/create-db.ts';
import { examineDatabase } from '../../src/lib/server/db/examine-database.ts';
import { listHeaders } from '../../src/lib/server/client-address.ts';
import { isLoopback, isReadableOnItsWay } from '../../src/lib/server/env-rules.ts';
import { SECRET_FILE } from '../../src/lib/server/env-secret.ts';
import type { Env } from '../../src/lib/server/env.ts';
import { parseSmtpUrl } from '../../src/lib/server/smtp-url.ts';
import { createIssuer, type IssuerSettings } from '../../src/modules/oauth/api/oidc/discover.ts';
import { readSmtpGreeting } from './smtp-greeting.ts';

/** A sentence about one thing: fine, worth a thought, or to be put right. */
export interface Finding {
	level: 'ok' | 'hint' | 'problem';
	text: string;
}

export const ok = (text: string): Finding => ({ level: 'ok', text });
export const hint = (text: string): Finding => ({ level: 'hint', text });
export const problem = (text: string): Finding => ({ level: 'problem', text });
const reason = (error: unknown) => (error instanceof Error ? error.message : String(error));

/** Whether the database answers, has the schema of this version, and takes and keeps what is written. */
export async function checkDatabase(env: Env): Promise<Finding[]> {
	const target = parseDatabaseUrl(env.DATABASE_URL);
	if (target.kind === 'file' && !statSync(target.path, { throwIfNoEntry: false })) {
		return [hint(`There is no database at ${target.path} yet; pnpm start makes one.`)];
	}
	const client = createDb(env.DATABASE_URL, env.DATABASE_AUTH_TOKEN).$client;
	const hasToken = Boolean(env.DATABASE_AUTH_TOKEN);
	const { problems, warnings } = await examineDatabase(client, target, hasToken);
	client.close();
	const findings = [...problems.map(problem), ...warnings.map(hint)];
	if (problems.length === 0) {
		findings.unshift(ok('The database answers, has every migration and takes writes.'));
	}
	if (isReadableOnItsWay(env.DATABASE_URL)) {
		findings.push(hint('What goes to the database can be read on its way (DATABASE_CLEARTEXT).'));
	}
	return findings;
}

/** Whether mail can leave. Does not sign in to the mail server, and sends nothing. */
export async function checkMail(env: Env): Promise<Finding[]> {
	const server = parseSmtpUrl(env.SMTP_URL ?? '');
	if (!server) return [ok(`Mail waits in the built-in mailbox: ${env.ORIGIN}/dev/mailbox`)];
	const host = `${server.host}:${server.port}`;
	try {
		await readSmtpGreeting(server);
		return [ok(`The mail server ${host} answers.`)];
	} catch (error) {
		return [problem(`The mail server ${host} does not answer: ${reason(error)}`)];
	}
}

/** Whether each OpenID Connect issuer describes itself, and as the one that is configured. */
export async function checkIssuers(issuers: IssuerSettings[]): Promise<Finding[]> {
	return Promise.all(
		issuers.map(async (settings) => {
			const variable = `OIDC_${settings.id.toUpperCase()}_ISSUER`;
			try {
				await createIssuer(settings).discover();
				return ok(`${settings.name} (${variable}) answers.`);
			} catch (error) {
				return problem(`${variable} does not work: ${reason(error)}`);
			}
		})
	);
}

/** What a proxy in front of the server needs, as far as it shows from the variables. */
export function checkProxy(env: Env): Finding[] {
	const findings: Finding[] = [];
	if (!env.ADDRESS_HEADER) {
		const behindProxy =
			'behind a proxy all visitors count as one, and its limits hit everybody. There, set ' +
			'ADDRESS_HEADER, for example to x-forwarded-for.';
		findings.push(
			env.isSecure
				? hint(`ORIGIN is https and ADDRESS_HEADER is unset: ${behindProxy}`)
				: ok(`Visitors' addresses are those of their connections; ${behindProxy}`)
		);
	}
	if (env.ADDRESS_HEADER && !isLoopback(env.HOST)) {
		findings.push(
			hint(
				`Visitors' addresses come from the header ${env.ADDRESS_HEADER}. Make sure that nobody ` +
					`reaches ${env.HOST}:${env.PORT} past the proxy: they could write it themselves.`
			)
		);
	}
	if (env.ADDRESS_HEADER && listHeaders.has(env.ADDRESS_HEADER)) {
		findings.push(ok(`Proxies in front, by XFF_DEPTH: ${env.XFF_DEPTH}.`));
	} else if (env.ADDRESS_HEADER && env.XFF_DEPTH > 1) {
		findings.push(
			hint(`XFF_DEPTH counts proxies in ${[...listHeaders].join(' and ')} only: it has no effect.`)
		);
	}
	return findings;
}

/** Whether files with secrets or people's data are for their owner alone. */
export function checkFiles(env: Env): Finding[] {
	const target = parseDatabaseUrl(env.DATABASE_URL);
	const files = ['.env', SECRET_FILE, ...(target.kind === 'file' ? [target.path] : [])];
	const open = files.filter((file) => {
		const mode = statSync(file, { throwIfNoEntry: false })?.mode ?? 0;
		return (mode & 0o077) !== 0;
	});
	if (open.length === 0) return [ok('Files with secrets and data are for their owner alone.')];
	const level = env.isLocalhost ? hint : problem;
	return open.map((file) => level(`Others may read ${file}. Run chmod 600 ${file}`));
}
