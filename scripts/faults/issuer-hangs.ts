import { openClient } from '../../tests/e2e/support/http-client.ts';
import { startLyingProvider } from '../../tests/support/lying-provider.ts';
import { quantile } from '../bench/result.ts';
import { countAnswers, medianAndMax, type FaultOptions, type Finding } from './finding.ts';
import { answersOf, withServer, type Answers } from './server.ts';

/** Milliseconds in which whoever waits for the issuer is told; and 99 of 100 others have a page. */
const [wantedMs, othersMs] = [15_000, 2_000];

/** An issuer that takes connections and answers nothing: at its discovery, and when it gets a code. */
export async function issuerHangs({ quick }: FaultOptions): Promise<Finding[]> {
	const people = quick ? 5 : 50;
	const provider = await startLyingProvider('porchlight');
	const silence = () => undefined;
	const env = {
		OIDC_ONE_ISSUER: provider.issuer,
		OIDC_ONE_CLIENT_ID: 'porchlight',
		OIDC_ONE_CLIENT_SECRET: 'secret-of-the-client',
		OIDC_ONE_NAME: 'One'
	};
	const findings = await withServer({ env }, async ({ origin }) => {
		const clients = Array.from({ length: people }, () => openClient(origin));
		const begin = (client: (typeof clients)[number]) =>
			client.post('/sign-in?/provider', { provider: 'one', redirectTo: '/' });

		provider.prepare('', { endpoints: { '/.well-known/openid-configuration': silence } });
		const discovery = await beside(origin, () =>
			answersOf(clients, async (client) => (await begin(client)).status)
		);

		provider.prepare('');
		const states = await Promise.all(clients.map(async (client) => stateOf(await begin(client))));
		provider.prepare('', { endpoints: { '/token': silence } });
		const token = await beside(origin, () =>
			answersOf([...clients.entries()], async ([index, client]) => {
				const path = `/oauth/one/callback?code=a&state=${states[index]}`;
				return (await client.get(path)).status;
			})
		);
		return [judge('while it is discovered', discovery), judge('while a code is exchanged', token)];
	});
	await provider.stop();
	return findings;
}

const stateOf = (answer: Response) =>
	new URL(answer.headers.get('location') ?? '').searchParams.get('state');

/** Does something, and asks for a page of others until it is done. */
async function beside(origin: string, work: () => Promise<Answers>) {
	const others: number[] = [];
	let isOver = false;
	const working = work().finally(() => (isOver = true));
	const visitor = openClient(origin);
	while (!isOver) {
		const began = performance.now();
		await (await visitor.get('/sign-in')).arrayBuffer();
		others.push(performance.now() - began);
	}
	return { ...(await working), others };
}

function judge(when: string, found: Answers & { others: number[] }): Finding {
	const { statuses, times, others } = found;
	const isTold = statuses.every((status) => Number(status) >= 400 && status !== 500);
	return {
		name: `${when} people are told in time, and others wait for nothing`,
		holds: isTold && Math.max(...times) < wantedMs && quantile(others, 0.99) < othersMs,
		detail: `${countAnswers(statuses)}, ${medianAndMax(times, 'ms')}; pages of others median ${quantile(others, 0.5).toFixed(0)} ms, 99 of 100 within ${quantile(others, 0.99).toFixed(0)} ms`
	};
}
