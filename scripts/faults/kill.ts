import { setTimeout as sleep } from 'node:timers/promises';
import { openClient } from '../../tests/e2e/support/http-client.ts';
import { newEmail, password } from '../../tests/e2e/support/people.ts';
import type { AppServer } from '../../tests/e2e/support/server.ts';
import { startSmtpSink, type SmtpSink } from '../../tests/support/smtp-sink.ts';
import { medianAndMax, type FaultOptions, type Finding } from './finding.ts';
import {
	createSignedIn,
	integrityOf,
	readNames,
	saveName,
	untilReady,
	withServer
} from './server.ts';
import type { SignedIn } from './server.ts';
import { until, within } from './within.ts';

/** Seconds in which a server that was killed serves again. */
const wantedSeconds = 2;
/** Seconds after which a run ends that does not go on: none of its steps takes as long. */
const patience = 60;

interface Writer extends SignedIn {
	/** The number in the last name that was sent, and in the last that was said to be saved. */
	sent: number;
	saved: number;
	/** How many were said to be saved. */
	count: number;
}

/** Kills the server under fifty writers, again and again, and looks for what it had acknowledged. */
export async function kill({ quick }: FaultOptions): Promise<Finding[]> {
	const rounds = quick ? 10 : 200;
	const mail = await startSmtpSink();
	return withServer({ env: { SMTP_URL: mail.url } }, async (server) => {
		const people = await createSignedIn(server, 50);
		const writers: Writer[] = people.map((person) => ({ ...person, sent: 0, saved: 0, count: 0 }));
		/** Whose sign-up was taken: their mail has to come. */
		const asked: string[] = [];
		const [starts, lost, damaged]: [number[], string[], string[]] = [[], [], []];
		for (let round = 0; round < rounds; round += 1) {
			const before = countSaved(writers);
			const over = Promise.all([...writers.map(write), signUp(server.origin, asked)]);
			// In the middle of things, at another moment of the work each time.
			const enough = before + 20 + ((round * 37) % 180);
			await until(() => countSaved(writers) >= enough, {
				seconds: patience,
				late: `After ${patience} s not enough names are saved to go on.`,
				hopeless: over.then(() => {
					throw new Error('The server ended before it was killed.');
				})
			});
			await server.kill();
			await within(patience, over, `A writer goes on ${patience} s after the kill.`);
			lost.push(...(await findLost(server, writers)));
			const whole = await integrityOf(server.databaseUrl);
			if (whole !== 'ok') damaged.push(whole);
			const began = performance.now();
			await server.start();
			starts.push(await untilReady(server.origin, { began, seconds: patience }));
			if (starts.at(-1) === Infinity) {
				throw new Error(`The server is not ready ${patience} s after it was started.`);
			}
		}
		const missing = await waitForMails(mail, asked);
		await mail.stop();
		return [
			{
				name: 'nothing that was acknowledged is lost',
				holds: lost.length + missing.length === 0,
				detail: `${rounds} kills, ${countSaved(writers)} saved names of which ${lost.length} are lost, ${asked.length} sign-ups of which ${missing.length} had no mail`
			},
			{
				name: 'the file stays whole',
				holds: damaged.length === 0,
				detail: `integrity_check after each: ${damaged[0] ?? 'ok'}`
			},
			{
				name: `ready again within ${wantedSeconds} s`,
				holds: Math.max(...starts) <= wantedSeconds,
				detail: medianAndMax(starts)
			}
		];
	});
}

const countSaved = (writers: Writer[]) => writers.reduce((sum, { count }) => sum + count, 0);

async function write(writer: Writer): Promise<void> {
	for (;;) {
		writer.sent += 1;
		const answer = await saveName(writer.client, `Number ${writer.sent}`);
		if (typeof answer === 'string') return;
		if (answer !== 303) throw new Error(`A name was answered with ${answer}.`);
		writer.saved = writer.sent;
		writer.count += 1;
	}
}

/** Asks for accounts, one after the other, until the line is cut. */
async function signUp(origin: string, asked: string[]): Promise<void> {
	for (;;) {
		const email = newEmail();
		const fields = { email, password, redirectTo: '/' };
		const answer = await openClient(origin)
			.post('/sign-up', fields)
			.catch(() => null);
		if (!answer) return;
		if (answer.status !== 303) throw new Error(`A sign-up was answered with ${answer.status}.`);
		asked.push(email);
	}
}

async function findLost(server: AppServer, writers: Writer[]): Promise<string[]> {
	const names = await readNames(server.databaseUrl);
	return writers
		.filter(({ id, saved }) => Number(/\d+/.exec(names.get(id) ?? '')?.[0] ?? 0) < saved)
		.map(({ id }) => id);
}

/** @returns who has no mail after all. */
async function waitForMails(mail: SmtpSink, asked: string[]): Promise<string[]> {
	const giveUp = performance.now() + 2 * patience * 1000;
	for (;;) {
		const reached = new Set(mail.mails.flatMap(({ to }) => to));
		const missing = asked.filter((email) => !reached.has(email));
		if (missing.length === 0 || performance.now() > giveUp) return missing;
		await sleep(200);
	}
}
