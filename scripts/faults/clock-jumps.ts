import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openClient } from '../../tests/e2e/support/http-client.ts';
import { createPerson, newEmail, password } from '../../tests/e2e/support/people.ts';
import type { AppServer } from '../../tests/e2e/support/server.ts';
import { codeIn, to } from '../../tests/e2e/support/steps.ts';
import { startSmtpSink, type SmtpSink } from '../../tests/support/smtp-sink.ts';
import type { FaultOptions, Finding } from './finding.ts';
import { createSignedIn, readiness, saveName, withServer, type SignedIn } from './server.ts';

const hour = 60 * 60 * 1000;
/** Where the clock goes, one after the other, and whether who is signed in stays so; `null` where either is right. */
const jumps = [
	{ name: 'forward an hour', offset: hour, staysSignedIn: true },
	{ name: 'back an hour, to the right time', offset: 0, staysSignedIn: true },
	{ name: 'back another hour', offset: -hour, staysSignedIn: true },
	{ name: 'forward a year', offset: 365 * 24 * hour, staysSignedIn: false },
	// Whether their session is still there depends on whether it was cleared away meanwhile.
	{ name: 'back a year', offset: 0, staysSignedIn: null }
];

/** The clock of the machine jumps under a running server. */
export async function clockJumps(_: FaultOptions): Promise<Finding[]> {
	const folder = mkdtempSync(join(tmpdir(), 'porchlight-clock-'));
	const file = join(folder, 'offset');
	const mail = await startSmtpSink();
	const preload = join(import.meta.dirname, 'jumping-clock.ts');
	const env = { NODE_OPTIONS: `--import=${preload}`, CLOCK_OFFSET: file, SMTP_URL: mail.url };
	const findings = await withServer({ env }, async (server) => {
		const [somebody] = (await createSignedIn(server, 1)) as [SignedIn];
		const found: Finding[] = [];
		for (const { name, offset, staysSignedIn } of jumps) {
			writeFileSync(file, String(offset));
			const session = await saveName(somebody.client, name);
			const is = {
				'signed in': session === 303 && (await isSignedIn(somebody)),
				'sign-in': await signIn(server),
				'sign-up by mail': await signUp(server, mail),
				ready: (await readiness(server.origin)).status === 200
			};
			const { 'signed in': stays, ...rest } = is;
			found.push({
				name: `${name}: people go on, and the code of a new mail counts`,
				holds: (staysSignedIn ?? stays) === stays && Object.values(rest).every(Boolean),
				detail: Object.entries(is)
					.map(([what, so]) => `${what}: ${so ? 'yes' : 'no'}`)
					.join(', ')
			});
		}
		const failed = server.lines.filter((line) => line.includes('request failed'));
		const detail = `${failed.length} failed${failed[0] ? `: ${failed[0].slice(0, 400)}` : ''}`;
		return [...found, { name: 'no request failed', holds: failed.length === 0, detail }];
	});
	await mail.stop();
	rmSync(folder, { recursive: true });
	return findings;
}

const isSignedIn = async ({ client }: SignedIn) =>
	(await client.get('/settings/profile')).status === 200;

async function signIn(server: AppServer): Promise<boolean> {
	const { email } = await createPerson(server);
	const client = openClient(server.origin);
	await client.post('/sign-in?/password', { email, password, redirectTo: '/' });
	return (await client.get('/settings/profile')).status === 200;
}

async function signUp(server: AppServer, mail: SmtpSink): Promise<boolean> {
	const [email, client] = [newEmail(), openClient(server.origin)];
	await client.post('/sign-up', { email, password, redirectTo: '/' });
	const told = await mail.waitFor(to(email), 30_000).catch(() => null);
	if (!told) return false;
	return (await client.post('/sign-up/verify', { code: codeIn(told) })).status === 303;
}
