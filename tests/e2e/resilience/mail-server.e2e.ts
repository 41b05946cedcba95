import { startSmtpSink } from '../../support/smtp-sink.ts';
import { expect, test } from '../support/fixtures.ts';
import { openClient } from '../support/http-client.ts';
import { newEmail, password } from '../support/people.ts';
import { startServer } from '../support/server.ts';
import { codeIn, to } from '../support/steps.ts';

test('sends what piled up while the mail server was dead', async ({ browserName: _ }) => {
	const reserved = await startSmtpSink();
	await reserved.stop();
	const server = await startServer({ env: { SMTP_URL: reserved.url } });
	const client = openClient(server.origin);
	const email = newEmail();
	const answer = await client.post('/sign-up', { email, password, redirectTo: '/' });
	expect(answer.status).toBe(303);

	const alive = await startSmtpSink({ port: reserved.port });
	const code = codeIn(await alive.waitFor(to(email), 45_000));
	expect((await client.post('/sign-up/verify', { code })).status).toBe(303);
	await server.remove();
	await alive.stop();
});

test('keeps no request waiting for a slow mail server', async ({ browserName: _ }) => {
	const slow = await startSmtpSink({ delayMs: 4_000 });
	const server = await startServer({ env: { SMTP_URL: slow.url } });
	const emails = Array.from({ length: 8 }, () => newEmail());
	for (const email of emails) {
		const client = openClient(server.origin);
		const answer = await client.post('/sign-up', { email, password, redirectTo: '/' });
		expect(answer.status).toBe(303);
		expect((await client.get('/sign-up/verify')).status).toBe(200);
	}
	// Every answer was there before the mail server had taken all mails.
	expect(slow.mails.length).toBeLessThan(emails.length);
	for (const email of emails) await slow.waitFor(to(email), 30_000);
	await server.remove();
	await slow.stop();
});

test('sends after a restart what it could not before', async ({ browserName: _ }) => {
	const slow = await startSmtpSink({ failFirst: 1 });
	const server = await startServer({ env: { SMTP_URL: slow.url } });
	const email = newEmail();
	const client = openClient(server.origin);
	await client.post('/sign-up', { email, password, redirectTo: '/' });
	expect(await server.stop()).toBe(0);
	await server.start();
	const code = codeIn(await slow.waitFor(to(email), 45_000));
	expect((await client.post('/sign-up/verify', { code })).status).toBe(303);
	await server.remove();
	await slow.stop();
});
