import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { countCommits, emptyJournal } from '../../tests/support/count-commits.ts';
import { startLibsqlServer } from '../../tests/support/libsql-server/index.ts';
import { cpuOfAll } from './cpu.ts';
import { createBenchDatabase } from './database.ts';
import { makeApp } from './factors.ts';
import { openConnections, type Connections } from './load.ts';
import { fillPeople, openForFilling } from './people-database.ts';
import type { BenchResult } from './result.ts';
import { addressHeader, startBenchServer, startInstance } from './server.ts';
import { signInAs } from './visitors.ts';

/** Of each kind in a round, each another person's, for the limits; and how many at once. */
const [each, workers] = [200, 8];
/** Rounds before the first that counts: the server's code is compiled as it is used. */
const warmUps = 3;
/** Steps that are counted alone. Whatever else goes on is in one of them at most. */
const counted = 5;

/** What a second step by a code works, beside a sign-in with a password, and what it writes and asks. */
export async function benchSecondSteps(quick: boolean): Promise<BenchResult[]> {
	// What is written into the database here is sealed as the server does it.
	process.env.AUTH_SECRET ??= randomBytes(32).toString('base64');
	const rounds = quick ? 2 : 5;
	return [await besidePassword(rounds), await syncs(), await calls()];
}

async function besidePassword(rounds: number): Promise<BenchResult> {
	const steps = (rounds + warmUps) * each;
	const { app, server } = await startAtStep(steps, 2 * steps);
	const line = openConnections(workers);
	const cpu = [0, 0];
	try {
		for (let round = 0; round < rounds + warmUps; round += 1) {
			const people = Array.from({ length: each }, (_, index) => round * each + index + 1);
			const kinds = [
				people.map((one) => () => takeStep(line.send, app, server.origin, one)),
				people.map(
					(one) => () => signInAs(line.send, { origin: server.origin, person: steps + one })
				)
			];
			for (const [index, works] of kinds.entries()) {
				const took = await cpuOfAll(server.pid, works, workers);
				if (round >= warmUps) cpu[index]! += took / (rounds * each);
			}
		}
	} finally {
		line.close();
		await server.stop();
	}
	const [ofStep = NaN, ofPassword = NaN] = cpu;
	const detail = `${ofStep.toFixed(2)} of ${ofPassword.toFixed(2)} ms of CPU time`;
	return {
		name: 'second step by an app / sign-in with a password',
		ratio: ofStep / ofPassword,
		detail
	};
}

async function syncs(): Promise<BenchResult> {
	const { app, server } = await startAtStep(counted, counted);
	try {
		const counts = await countSteps(app, server.origin, {
			begin: () => emptyJournal(server.file),
			end: () => countCommits(server.file)
		});
		return counting('syncs of a second step by an app', counts, '≤ 2');
	} finally {
		await server.stop();
	}
}

async function calls(): Promise<BenchResult> {
	const app = makeApp();
	const people = Array.from({ length: counted }, (_, index) => index + 1);
	const made = await createBenchDatabase(fillWith(app, people, counted));
	// The server gets a copy of the file, without its journal.
	await emptyJournal(made.file);
	const database = await startLibsqlServer({ template: made.file, synchronous: 'FULL' });
	const instance = await startInstance(database.url);
	try {
		const counts = await countSteps(app, instance.origin, {
			begin: () => database.forgetTrips(),
			end: () => database.calls()
		});
		return counting('calls of a second step by an app to a database server', counts, '≤ 7');
	} finally {
		await instance.stop();
		await database.stop();
		made.remove();
	}
}

type App = ReturnType<typeof makeApp>;

const fillWith = (app: App, atStep: number[], people: number) => async (url: string) => {
	const client = await openForFilling(url);
	await fillPeople(client, people, { mailed: true });
	await app.fill(client, atStep);
	client.close();
};

/** A server with people of whom the first `steps` wait for their second step. */
async function startAtStep(steps: number, people: number) {
	const app = makeApp();
	const atStep = Array.from({ length: steps }, (_, index) => index + 1);
	return { app, server: await startBenchServer(fillWith(app, atStep, people)) };
}

/** Takes steps one after the other. @returns what was counted of each, the smallest first. */
async function countSteps(
	app: App,
	origin: string,
	{ begin, end }: { begin: () => unknown; end: () => number | Promise<number> }
): Promise<number[]> {
	const line = openConnections(1);
	const counts: number[] = [];
	for (let person = 1; person <= counted; person += 1) {
		await begin();
		await takeStep(line.send, app, origin, person);
		// What is done behind the answer counts too.
		await sleep(200);
		counts.push(await end());
	}
	line.close();
	return counts.toSorted((a, b) => a - b);
}

const counting = (name: string, counts: number[], target: string): BenchResult => ({
	name,
	ratio: counts[0]!,
	detail: `the least of ${counts.length}; at most ${counts.at(-1)}`,
	target
});

async function takeStep(send: Connections['send'], app: App, origin: string, person: number) {
	const { cookie, code } = app.stepOf(person);
	const address = `10.201.${person >> 8}.${person & 255}`;
	const { status, location } = await send(`${origin}/sign-in/second-factor?/totp`, {
		headers: { origin, cookie, [addressHeader]: address, accept: 'text/html' },
		form: { code }
	});
	if (status !== 303 || location !== '/') throw new Error(`A second step answered ${status}.`);
}
