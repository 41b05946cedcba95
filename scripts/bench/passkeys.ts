import { cpuOfAll } from './cpu.ts';
import { openConnections } from './load.ts';
import { makePasskey, type BenchPasskey } from './passkey.ts';
import { fillPeople, openForFilling } from './people-database.ts';
import type { BenchResult } from './result.ts';
import { addressHeader, startBenchServer } from './server.ts';
import { signInAs } from './visitors.ts';

/** Sign-ins of each kind in a round; each is another person's, for the limits. */
const signIns = 200;
/** How many are under way at once, as with everything else here that is measured under load. */
const workers = 8;
/** Rounds before the first that counts: the server's code is compiled as it is used. */
const warmUps = 3;

/** What the server works for a sign-in with a passkey, over what it works for one with a password. */
export async function benchPasskeys(quick: boolean): Promise<BenchResult[]> {
	const rounds = quick ? 2 : 5;
	const people = (rounds + warmUps) * signIns * 2;
	const passkey = makePasskey();
	const server = await startBenchServer(async (url) => {
		const client = await openForFilling(url);
		await fillPeople(client, people, { mailed: true });
		await passkey.fill(client);
		client.close();
	});
	const line = openConnections(workers);
	const cpu = [0, 0];
	let person = 0;
	try {
		for (let round = 0; round < rounds + warmUps; round += 1) {
			const passwords = Array.from({ length: signIns }, () => {
				const next = (person += 1);
				return () => signInAs(line.send, { origin: server.origin, person: next });
			});
			const passkeys: (() => Promise<unknown>)[] = [];
			for (let n = 0; n < signIns; n += 1) {
				passkeys.push(await askFor(passkey, server.origin, (person += 1), line.send));
			}
			// Passwords first: what the pages left to be cleared away is no passkey's.
			for (const [index, works] of [passwords, passkeys].entries()) {
				const took = await cpuOfAll(server.pid, works, workers);
				if (round >= warmUps) cpu[index]! += took;
			}
		}
	} finally {
		line.close();
		await server.stop();
	}
	const [ofPassword = NaN, ofPasskey = NaN] = cpu.map((ms) => ms / (rounds * signIns));
	const detail = `${ofPasskey.toFixed(2)} of ${ofPassword.toFixed(2)} ms of CPU time`;
	const name = 'sign-in with a passkey / with a password';
	return [{ name, ratio: ofPasskey / ofPassword, detail, target: '≤ 0.2' }];
}

/** Opens the page and has the passkey answer it. @returns the post that signs in. */
async function askFor(
	passkey: BenchPasskey,
	origin: string,
	person: number,
	send: ReturnType<typeof openConnections>['send']
) {
	const page = await fetch(`${origin}/sign-in`, { headers: { accept: 'text/html' } });
	const challenge = /challenge:"([\w-]+)"/.exec(await page.text())?.[1] ?? '';
	const cookie = page.headers.getSetCookie().map((one) => one.split(';')[0]!);
	const address = `10.200.${person >> 8}.${person & 255}`;
	const headers = {
		origin,
		cookie: cookie.join('; '),
		accept: 'text/html',
		[addressHeader]: address
	};
	const form = { credential: passkey.answer(challenge, origin, person), redirectTo: '/' };
	return async () => {
		const { status } = await send(`${origin}/sign-in?/passkey`, { headers, form });
		if (status !== 303) throw new Error(`A sign-in with a passkey answered ${status}.`);
	};
}
