import { setTimeout as sleep } from 'node:timers/promises';
import { createClient, type Client } from '@libsql/client';
import { cpuOfAll } from './cpu.ts';
import { openConnections } from './load.ts';
import { fillPeople, openForFilling, personEmail } from './people-database.ts';
import { proofFrom } from './proof.ts';
import { median, quantile, type BenchResult } from './result.ts';
import { addressHeader, startBenchServer } from './server.ts';

const workers = 8;
/** Mails an hour, of which sign-ups have three quarters. */
const budget = 120;
/** Forms before the first that counts: the server's code is compiled as it is used. */
const warmUps = 200;
/** People who have lost their password while it goes on. */
const forgetful = 20;

const address = (n: number) => `10.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}`;
/** One network after the other, so that no limit but those on all is met. */
const spread = (n: number) => address(((n & 255) << 16) | (n >> 8));

/** What a proof of work costs the server, and who gets a mail during a flood of sign-ups. */
export async function benchFlood(quick: boolean): Promise<BenchResult[]> {
	return [await costOfProof(quick ? 200 : 800), ...(await floodOf(quick ? 10_000 : 20_000))];
}

async function costOfProof(forms: number): Promise<BenchResult> {
	const cpu: number[] = [];
	for (const mode of ['off', 'on']) {
		const server = await startBenchServer(undefined, { env: { PROOF_OF_WORK: mode } });
		const line = openConnections(workers);
		const page = `${server.origin}/forgot-password`;
		const proofs: string[] = [];
		for (let n = 0; n < forms + warmUps; n += 1) proofs.push(await proofFrom(page, spread(n)));
		if (mode === 'on' && proofs.includes('')) throw new Error('No challenge is handed out.');
		const works = proofs.map((proof, n) => async () => {
			const headers = { origin: server.origin, [addressHeader]: spread(n), accept: 'text/html' };
			await line.send(page, { headers });
			const form = { email: `nobody-${n}@example.com`, proof };
			const { status } = await line.send(page, { headers, form });
			if (status !== 303) throw new Error(`A forgotten password answered ${status}.`);
		});
		await cpuOfAll(server.pid, works.splice(0, warmUps), workers);
		cpu.push((await cpuOfAll(server.pid, works, workers)) / forms);
		line.close();
		await server.stop();
	}
	const [off = NaN, on = NaN] = cpu;
	const detail = `${on.toFixed(2)} of ${off.toFixed(2)} ms of CPU time for page, post and its mail`;
	return { name: 'forgotten password with a proof of work / without', ratio: on / off, detail };
}

async function floodOf(ms: number): Promise<BenchResult[]> {
	const server = await startBenchServer(
		async (url) => {
			const client = await openForFilling(url);
			await fillPeople(client, forgetful + 1);
			client.close();
		},
		{ env: { PROOF_OF_WORK: 'auto', MAIL_PER_HOUR: String(budget) } }
	);
	const line = openConnections(workers);
	const client = createClient({ url: server.url });
	const found = { asked: 0, refused: 0, waits: [] as number[] };
	const until = performance.now() + ms;
	async function flood(): Promise<void> {
		while (performance.now() < until) {
			const n = (found.asked += 1);
			const headers = { origin: server.origin, [addressHeader]: spread(n), accept: 'text/html' };
			const form = { email: `flood-${n}@example.com`, method: 'passkey' };
			const { status } = await line.send(`${server.origin}/sign-up`, { headers, form });
			if (status !== 303) found.refused += 1;
		}
	}
	async function forget(): Promise<void> {
		const page = `${server.origin}/forgot-password`;
		// The brake looks every five seconds.
		await sleep(6_000);
		for (let person = 1; person <= forgetful; person += 1) {
			const from = `192.0.2.${person}`;
			const [proof, email] = [await proofFrom(page, from), personEmail(person)];
			const headers = { origin: server.origin, [addressHeader]: from, accept: 'text/html' };
			const began = performance.now();
			await line.send(page, { headers, form: { email, proof } });
			while ((await count(client, `outbox where recipient = '${email}'`)) > 0) await sleep(20);
			found.waits.push(performance.now() - began);
		}
	}
	try {
		await Promise.all([forget(), ...Array.from({ length: workers }, flood)]);
		await sleep(1_000);
		const waiting = await count(client, "outbox where template = 'sign-up'");
		const asked = found.asked - found.refused;
		const sent = asked - waiting;
		const kept = await count(client, 'sign_ups');
		return [
			{
				name: 'mails of a flood that went out / asked for',
				ratio: sent / asked,
				detail: `${sent} of ${asked} (${Math.round((1000 * asked) / ms)} a second, ${found.refused} refused) with a budget of ${budget} an hour; ${waiting} wait, of ${kept} sign-ups none is lost`
			},
			{
				name: 'a forgotten password meanwhile, until its mail is out, slowest / median',
				ratio: quantile(found.waits, 1) / median(found.waits),
				detail: `${forgetful} of ${forgetful}; median ${(median(found.waits) / 1000).toFixed(1)}, slowest ${(quantile(found.waits, 1) / 1000).toFixed(1)} s`
			}
		];
	} finally {
		client.close();
		line.close();
		await server.stop();
	}
}

const count = async (client: Client, what: string): Promise<number> =>
	Number((await client.execute(`select count(*) as n from ${what}`)).rows[0]?.n);
