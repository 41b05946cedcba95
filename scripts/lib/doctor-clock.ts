import { parseDatabaseUrl } from '../../src/lib/server/database-url.ts';
import { createDb } from '../../src/lib/server/db/create-db.ts';
import type { Env } from '../../src/lib/server/env.ts';
import type { IssuerSettings } from '../../src/modules/oauth/api/oidc/discover.ts';
import { hint, ok, problem, type Finding } from './doctor-checks.ts';

const TIMEOUT_MS = 5_000;
/** Seconds: codes of apps are good for half a minute, and the telephone's clock is off as well. */
const NOTICEABLE = 5;
const HARMFUL = 30;

/** By how many seconds our clock is ahead of another's, and how far that can be wrong. */
type Difference = { ahead: number; within: number };

/**
 * Whether this machine's clock goes with those that it can be compared with: the database server's,
 * and of each OpenID Connect issuer the one that its answers are dated by. Codes of apps and ID tokens
 * depend on it.
 * @param canAsk whether the database was found in order.
 */
export async function checkClock(
	env: Env,
	canAsk: boolean,
	issuers: IssuerSettings[]
): Promise<Finding[]> {
	const isServer = parseDatabaseUrl(env.DATABASE_URL).kind !== 'file';
	const others: [string, () => Promise<number | null>, precision: number][] = issuers.map(
		({ name, issuer }) => [`${name}'s`, () => askIssuer(issuer), 1]
	);
	if (isServer && canAsk) others.unshift(["the database server's", () => askDatabase(env), 0]);

	const findings: Finding[] = [];
	for (const [whose, ask, precision] of others) {
		const difference = await compare(ask, precision).catch(() => null);
		if (difference) findings.push(describe(whose, difference));
	}
	if (findings.length > 0) return findings;
	const now = new Date().toISOString().replace('T', ' ').slice(0, 19);
	return [ok(`This machine's clock says ${now} UTC. There is none here to compare it with.`)];
}

/** An answer was dated somewhere between question and arrival: the middle is wrong by half at most. */
async function compare(
	ask: () => Promise<number | null>,
	precision: number
): Promise<Difference | null> {
	const from = Date.now();
	const theirs = await ask();
	if (theirs === null) return null;
	const to = Date.now();
	const ours = (from + to) / 2 / 1000;
	// A date in whole seconds is half a second too early on the average.
	return { ahead: ours - (theirs + precision / 2), within: (to - from) / 2000 + precision / 2 };
}

function describe(whose: string, { ahead, within }: Difference): Finding {
	const off = Math.max(0, Math.abs(ahead) - within);
	if (off < NOTICEABLE) return ok(`This machine's clock goes with ${whose}.`);
	const way = ahead > 0 ? 'ahead of' : 'behind';
	const text = `This machine's clock is ${Math.round(Math.abs(ahead))} seconds ${way} ${whose}`;
	return off < HARMFUL
		? hint(`${text}. Have it set by NTP: codes of apps are good for half a minute.`)
		: problem(`${text}: codes of apps are refused. Have it set by NTP.`);
}

/** Seconds since 1970, by the `Date` of an answer, whatever that says. */
async function askIssuer(issuer: string): Promise<number | null> {
	const signal = AbortSignal.timeout(TIMEOUT_MS);
	const answer = await fetch(issuer, { method: 'HEAD', redirect: 'manual', signal });
	const date = Date.parse(answer.headers.get('date') ?? '');
	return Number.isNaN(date) ? null : date / 1000;
}

async function askDatabase(env: Env): Promise<number | null> {
	const client = createDb(env.DATABASE_URL, env.DATABASE_AUTH_TOKEN).$client;
	try {
		// The first question opens the connection, which takes longer than an answer.
		await client.execute('select 1');
		const { rows } = await client.execute("select unixepoch('now', 'subsec') as now");
		return Number(rows[0]?.now);
	} finally {
		client.close();
	}
}
