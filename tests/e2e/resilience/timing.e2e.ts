import { createPerson } from '../../../scripts/lib/seed-people.ts';
import { openClient } from '../support/http-client.ts';
import { otherPassword } from '../support/people.ts';
import { expect, test } from '../support/own-server.ts';

const pairs = 300;
const warmUp = 20;
const people = pairs + warmUp;

test.describe.configure({ retries: 1, timeout: 180_000 });
test.beforeAll(({ server }) => server.runScript('seed.ts', '--users', String(people)));

const median = (values: number[]) => values.toSorted((a, b) => a - b)[values.length >> 1]!;

for (const [path, fields, status] of [
	['/sign-in?/password', { password: otherPassword, redirectTo: '/' }, 400],
	['/sign-up', { password: otherPassword, redirectTo: '/' }, 303],
	['/forgot-password', {}, 303]
] as const) {
	test(`${path} takes as long for an unknown address as for a known one`, async ({ server }) => {
		/** Each from an address of its own, so that no limit is what is measured. */
		async function time(email: string): Promise<number> {
			const client = openClient(server.origin);
			const began = performance.now();
			const answer = await client.post(path, { ...fields, email });
			await answer.arrayBuffer();
			const took = performance.now() - began;
			expect(answer.status).toBe(status);
			return took;
		}

		const known: number[] = [];
		const unknown: number[] = [];
		for (let index = 0; index < people; index++) {
			const ways = [
				[known, createPerson(index).email],
				[unknown, createPerson(index + people).email]
			] as const;
			// What one leaves to be done behind its answer meets both alike.
			for (const [times, email] of index % 2 ? ways : ways.toReversed()) {
				const took = await time(email);
				if (index >= warmUp) times.push(took);
			}
		}
		expect(Math.abs(median(known) - median(unknown))).toBeLessThan(5);
	});
}
