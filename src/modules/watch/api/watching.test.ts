import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, describe, expect, it, vi } from 'vitest';

/** A collector of traces as OTLP over HTTP has it, and the port on which figures are shown. */
const { received, collector, metricsPort } = await vi.hoisted(async () => {
	const http = await import('node:http');
	const listening = (server: Server): Promise<number> =>
		new Promise((resolve) =>
			server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port))
		);
	const received: { path: string; type: string; body: string }[] = [];
	const collector = http.createServer((request, response) => {
		const parts: Buffer[] = [];
		request.on('data', (part: Buffer) => parts.push(part));
		request.on('end', () => {
			const type = request.headers['content-type'] ?? '';
			received.push({ path: request.url ?? '', type, body: Buffer.concat(parts).toString() });
			response.writeHead(200, { 'Content-Type': 'application/json' }).end('{}');
		});
	});
	const probe = http.createServer();
	const metricsPort = await listening(probe);
	await new Promise((resolve) => probe.close(resolve));
	process.env.METRICS_PORT = String(metricsPort);
	process.env.OTEL_EXPORTER_OTLP_ENDPOINT = `http://127.0.0.1:${await listening(collector)}`;
	return { received, collector, metricsPort };
});

import { openBrowser } from '$tests/app';
import { createUser } from '$tests/factories';
import { deliverMails } from '$tests/mails';
import { newAddress, PASSWORD, signIn, signUp } from '$tests/people';
import { startMetrics } from './metrics/start-metrics';

afterAll(() => collector.close());

const ask = (path = '/metrics', init: RequestInit = {}) =>
	fetch(`http://127.0.0.1:${metricsPort}${path}`, init);
const figures = async () => (await ask()).text();

/** The value of one series. */
async function figure(name: string): Promise<number | undefined> {
	const line = (await figures()).split('\n').find((one) => one.startsWith(`${name} `));
	return line === undefined ? undefined : Number(line.slice(name.length + 1));
}

describe('figures', () => {
	it('are shown at /metrics, where nothing else is, and not where the pages are', async () => {
		const response = await ask();
		expect(response.status).toBe(200);
		expect(response.headers.get('content-type')).toContain('text/plain; version=0.0.4');
		expect(await response.text()).toContain('nodejs_eventloop_lag_seconds');
		for (const path of ['/', '/healthz', '/metrics/x', '/metrics?x=1']) {
			expect((await ask(path)).status, path).toBe(404);
		}
		expect((await ask('/metrics', { method: 'POST' })).status).toBe(404);
		const onThePages = await openBrowser().get('/metrics');
		expect(onThePages.status).toBe(404);
	});

	it('count requests by route and answer, whatever was asked for', async () => {
		const browser = openBrowser();
		await browser.get('/sign-in?redirectTo=/settings');
		await browser.get('/settings/profile');
		await browser.get('/nowhere/at/all');
		await browser.send('/sign-in', { method: 'PROPFIND' }).catch(() => undefined);
		const text = await figures();
		const counted = (labels: string) => `porchlight_requests_total{${labels}} 1`;
		expect(text).toContain(counted('route="/(auth)/sign-in",method="GET",status="200"'));
		expect(text).toContain(counted('route="/(app)/settings/profile",method="GET",status="303"'));
		expect(text).toContain('porchlight_request_seconds_count{route="/(auth)/sign-in"}');
		expect(text).not.toContain('nowhere');
		expect(text).not.toContain('PROPFIND');
	});

	it('count sign-ins, limits, hashing, writes and mails, and name nobody', async () => {
		const { email, browser } = await signUp({ email: newAddress() });
		await browser.post('/sign-out');
		await signIn(browser, email, PASSWORD);
		await signIn(openBrowser(), email, 'wrong horse 77 staple');
		for (let mail = 0; mail < 6; mail++) {
			await openBrowser().post('/forgot-password', { email });
		}
		const { id } = await createUser({ email: newAddress() });
		await openBrowser().get(`/reset-password?token=${'s3cret'.repeat(7)}&x=${id}`);
		const waiting = await figures();
		expect(waiting).toMatch(/^porchlight_mail_queue_length [1-9]/m);
		expect(waiting).toMatch(/^porchlight_mail_queue_slow 0$/m);
		expect(waiting).toMatch(/^porchlight_mail_queue_oldest_seconds [\d.e-]+$/m);
		expect(waiting).toMatch(/^porchlight_brake_on\{brake="mail-later"\} 0$/m);
		expect(waiting).toMatch(/^porchlight_brake_on\{brake="proof-of-work"\} 0$/m);
		await deliverMails();

		expect(await figure('porchlight_mail_queue_length')).toBe(0);
		expect(await figure('porchlight_mails_total{outcome="done"}')).toBeGreaterThan(0);
		const signIns = (labels: string) => figure(`porchlight_sign_ins_total{${labels}}`);
		expect(await signIns('method="sign-up",outcome="succeeded"')).toBe(1);
		expect(await signIns('method="password",outcome="succeeded"')).toBe(1);
		expect(await signIns('method="password",outcome="failed"')).toBe(1);
		expect(await figure('porchlight_limit_refusals_total{limit="mail-address"}')).toBe(1);
		expect(await figure('porchlight_security_events_total{event="sign-in-failed"}')).toBe(1);
		expect(await figure('porchlight_queue_waiting{queue="hashing"}')).toBe(0);
		expect(await figure('porchlight_queue_running{queue="hashing"}')).toBe(0);
		const hashed = await figure('porchlight_queue_wait_seconds_count{queue="hashing"}');
		expect(hashed).toBeGreaterThanOrEqual(3);
		expect(await figure('porchlight_database_waiting')).toBe(0);
		const written = await figure('porchlight_database_seconds_count{work="write"}');
		expect(written).toBeGreaterThan(5);

		const all = await figures();
		for (const secret of [email, email.split('@')[0]!, 'example.com', browser.address, id]) {
			expect(all).not.toContain(secret);
		}
		expect(all).not.toMatch(/@|198\.18\.|s3cret|Test\/1\.0|[0-9a-f]{8}-[0-9a-f]{4}-/);
	});

	it('cannot be shown where something else listens, which stops the start', async () => {
		const other = createServer().listen(0, '127.0.0.1');
		await once(other, 'listening');
		const { port } = other.address() as AddressInfo;
		await expect(startMetrics({ port, host: '127.0.0.1', figures: [] })).rejects.toThrow(
			/METRICS_PORT.+EADDRINUSE/
		);
		other.close();
	});
});

interface Span {
	traceId: string;
	spanId: string;
	parentSpanId?: string;
	name: string;
	attributes: { key: string; value: { stringValue?: string; intValue?: number } }[];
	events: { name: string }[];
}

it('each request is a trace with its work in it, sent at the latest when the server ends', async () => {
	process.emit('sveltekit:shutdown' as 'SIGTERM');
	await vi.waitFor(() => expect(received.length).toBeGreaterThan(0), 10_000);
	expect(received.map(({ path, type }) => [path, type])).toContainEqual([
		'/v1/traces',
		'application/json'
	]);
	const bodies = received.map(({ body }) => body);
	const spans = bodies.flatMap((body) =>
		(JSON.parse(body) as { resourceSpans: { scopeSpans: { spans: Span[] }[] }[] }).resourceSpans
			.flatMap(({ scopeSpans }) => scopeSpans)
			.flatMap((scope) => scope.spans)
	);
	const failed = spans.find(({ events }) => events.some(({ name }) => name === 'sign-in-failed'))!;
	expect(failed.name).toBe('POST /(auth)/sign-in');
	expect(failed.parentSpanId).toBeFalsy();
	expect(failed.attributes.map(({ key }) => key).sort()).toEqual([
		'http.request.method',
		'http.response.status_code',
		'http.route',
		'porchlight.request.id'
	]);
	const parts = spans.filter(({ parentSpanId }) => parentSpanId === failed.spanId);
	expect(parts.map(({ name }) => name)).toEqual(
		expect.arrayContaining(['database write', 'wait for hashing'])
	);
	expect(bodies.join()).toContain('"service.name"');
	expect(bodies.join()).not.toMatch(/@|198\.18\.|s3cret|Test\/1\.0|token=/);
	await expect(ask()).rejects.toThrow();
});
