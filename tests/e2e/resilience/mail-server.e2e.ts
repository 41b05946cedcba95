import { freePort } from '../../support/free-port.ts';
import { startSmtpSink, type SmtpSink, type SmtpSinkOptions } from '../../support/smtp-sink.ts';
import { expect, test as base } from '../support/fixtures.ts';
import { openClient } from '../support/http-client.ts';
import { newEmail, password } from '../support/people.ts';
import { startServer, type AppServer } from '../support/server.ts';
import { codeIn, to } from '../support/steps.ts';

/** Each test starts its mail server and its application; the mail server, which waits for it, ends last. */
const test = base.extend<{
	startMail: (options?: SmtpSinkOptions) => Promise<SmtpSink>;
	start: (mailPort: number) => Promise<AppServer>;
}>({
	startMail: async ({ browserName: _ }, use) => {
		const started: SmtpSink[] = [];
		await use(async (options) => {
			const sink = await startSmtpSink(options);
			started.push(sink);
			return sink;
		});
		for (const sink of started) await sink.stop();
	},
	start: async ({ startMail: _ }, use) => {
		const started: AppServer[] = [];
		await use(async (mailPort) => {
			const server = await startServer({ env: { SMTP_URL: `smtp://127.0.0.1:${mailPort}` } });
			started.push(server);
			return server;
		});
		for (const server of started) await server.remove();
	}
});

test('sends what piled up while the mail server was dead', async ({ startMail, start }) => {
	const port = await freePort();
	const server = await start(port);
	const client = openClient(server.origin);
	const email = newEmail();
	const answer = await client.post('/sign-up', { email, password, redirectTo: '/' });
	expect(answer.status).toBe(303);

	const alive = await startMail({ port });
	const code = codeIn(await alive.waitFor(to(email), 45_000));
	expect((await client.post('/sign-up/verify', { code })).status).toBe(303);
});

test('keeps no request waiting for a slow mail server', async ({ startMail, start }) => {
	let letGo = () => {};
	const slow = await startMail({ hold: new Promise<void>((resolve) => (letGo = resolve)) });
	const server = await start(slow.port);
	const emails = Array.from({ length: 8 }, () => newEmail());
	for (const email of emails) {
		const client = openClient(server.origin);
		const answer = await client.post('/sign-up', { email, password, redirectTo: '/' });
		expect(answer.status).toBe(303);
		expect((await client.get('/sign-up/verify')).status).toBe(200);
	}
	// Every answer was there before the mail server had taken a mail.
	expect(slow.mails).toHaveLength(0);
	letGo();
	for (const email of emails) await slow.waitFor(to(email), 30_000);
});

test('sends after a restart what it could not before', async ({ startMail, start }) => {
	const slow = await startMail({ failFirst: 1 });
	const server = await start(slow.port);
	const email = newEmail();
	const client = openClient(server.origin);
	await client.post('/sign-up', { email, password, redirectTo: '/' });
	expect(await server.stop()).toBe(0);
	await server.start();
	const code = codeIn(await slow.waitFor(to(email), 45_000));
	expect((await client.post('/sign-up/verify', { code })).status).toBe(303);
});
