import fc from 'fast-check';
import { startIssuer } from '../../tests/support/issuer.ts';
import { countAnswers, type FaultOptions, type Finding } from './finding.ts';
import { requests } from './fuzz-requests.ts';
import { listFields, listSurfaces, readManifest } from './fuzz-surface.ts';
import { collectCookies } from './fuzz-visitors.ts';
import { sendRaw, type RawAnswer, type RawRequest } from './raw-request.ts';
import { readiness, withServer } from './server.ts';

/** Requests under way at once. */
const atOnce = 4;

/** Requests of every shape to every route; none of them may bring the server into trouble. */
export async function fuzz({
	quick,
	seed = Date.now() % 2 ** 31
}: FaultOptions): Promise<Finding[]> {
	const issuer = await startIssuer();
	const env = { ...issuer.env('one', 'One'), RECOVERY_DELAY_HOURS: '24' };
	return withServer({ env }, async (server) => {
		const { origin, pid } = server;
		const port = Number(new URL(origin).port);
		process.env.DATABASE_URL = server.databaseUrl;
		const surfaces = await listSurfaces(await readManifest());
		const cookies = await collectCookies(server, quick);
		const known = ['person-1', 'person-2', 'person-1@example.com', 'one', 'github', 'totp', '1'];
		const made = requests({ origin, surfaces, fields: listFields(), cookies, known });
		const statuses: number[] = [];
		const property = fc.asyncProperty(
			fc.array(made, { minLength: atOnce, maxLength: atOnce }),
			async (batch) => {
				const answers = await Promise.all(batch.map((request) => sendRaw(port, request)));
				statuses.push(...answers.map(({ status }) => status));
				const wrong = answers.findIndex((answer) => !isMeant(answer));
				if (wrong >= 0) throw new Error(describe(batch[wrong]!, answers[wrong]!));
			}
		);
		const runs = (quick ? 1_000 : 10_000) / atOnce;
		const limits = { interruptAfterTimeLimit: 900_000, markInterruptAsFailure: true };
		const { failed, errorInstance } = await fc.check(property, { seed, numRuns: runs, ...limits });
		const ready = await readiness(origin);
		const failures = server.lines.filter((line) => line.includes('request failed'));
		const reason = errorInstance instanceof Error ? errorInstance.message : '';
		return [
			{
				name: 'no 5xx but a meant 503, and no stack in an answer',
				holds: !failed,
				detail: `--seed ${seed}, ${statuses.length} requests to ${surfaces.length} routes: ${countAnswers(statuses.toSorted())}${failed ? `; ${reason || 'not done in time'}` : ''}`
			},
			{
				name: 'the server goes on',
				holds: ready.status === 200 && server.pid === pid && failures.length === 0,
				detail: `/readyz ${ready.status}, ${failures.length} failures in the log${failures[0] ? `: ${failures[0].slice(0, 600)}` : ''}`
			}
		];
	});
}

/** A 503 is meant where it says when to come again. */
function isMeant({ status, text }: RawAnswer): boolean {
	if (/\bnode:internal\b|\.[jt]s:\d+:\d+/.test(text)) return false;
	return status === 503 ? /\r\nretry-after:/i.test(text) : status > 0 && status < 500;
}

function describe({ method, target, headers, body }: RawRequest, { status, text }: RawAnswer) {
	const sent = JSON.stringify({
		method,
		target,
		headers,
		body: body.toString('latin1').slice(0, 500)
	});
	return `${status || 'nothing'} was answered to ${sent}: ${text.slice(0, 300)}`;
}
