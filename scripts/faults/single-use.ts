import { createClient } from '@libsql/client';
import { startIssuer } from '../../tests/support/issuer.ts';
import { startSmtpSink } from '../../tests/support/smtp-sink.ts';
import { countAnswers, type FaultOptions, type Finding } from './finding.ts';
import { withServer } from './server.ts';
import { singleUses, type Grounds, type Race } from './single-uses.ts';

/** How often one and the same thing is sent, every other time to the other instance. */
const posts = 10;

/** Sends whatever counts once to two instances at the same time, on a file and on a server. */
export async function singleUse({ quick }: FaultOptions): Promise<Finding[]> {
	return [...(await race(false, quick ? 2 : 10)), ...(await race(true, quick ? 2 : 10))];
}

async function race(onServer: boolean, rounds: number): Promise<Finding[]> {
	const [mail, issuer] = [await startSmtpSink(), await startIssuer()];
	const env = { SMTP_URL: mail.url, RECOVERY_DELAY_HOURS: '24', ...issuer.env('one', 'One') };
	const findings = await withServer({ env, onServer }, async (first) => {
		const shared = { DATABASE_URL: first.databaseUrl, ORIGIN: first.origin };
		return withServer({ env: { ...env, ...shared } }, async (second) => {
			const instances = [first.origin, second.origin];
			const grounds: Grounds = { server: first, mail, issuer };
			const found: Finding[] = [];
			for (const [name, prepare] of Object.entries(singleUses)) {
				const [effects, answers]: [number[], number[]] = [[], []];
				for (let round = 0; round < rounds; round += 1) {
					const ready = await prepare(grounds);
					answers.push(...(await send(ready, instances)));
					effects.push(await countEffects(first.databaseUrl, ready));
				}
				found.push({
					name: `${name} counts once, ${onServer ? 'on a server' : 'on a file'}`,
					holds: effects.every((count) => count === 1) && answers.every((status) => status < 500),
					detail: `${rounds} × ${posts} posts: done ${[...new Set(effects)].join(' or ')} time; answers ${countAnswers(answers.toSorted())}`
				});
			}
			return found;
		});
	});
	await mail.stop();
	return findings;
}

async function send({ post }: Race, instances: string[]): Promise<number[]> {
	const sending = Array.from({ length: posts }, async (_, turn) => {
		const answer = await post(instances[turn % instances.length]!, turn);
		await answer.arrayBuffer();
		return answer.status;
	});
	return Promise.all(sending);
}

/** How often the record says that it was done. */
async function countEffects(databaseUrl: string, { event, email }: Race): Promise<number> {
	const client = createClient({ url: databaseUrl });
	const { rows } = await client.execute({
		sql: 'select count(*) from security_events where type = ? and user_id = (select id from users where email = ?)',
		args: [event, email]
	});
	client.close();
	return Number(rows[0]![0]);
}
