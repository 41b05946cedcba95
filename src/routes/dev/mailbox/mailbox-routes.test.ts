import { beforeEach, expect, test } from 'vitest';
import { mailbox } from '$modules/mail/api/mailbox/mailbox';
import { load as loadList } from './+page.server';
import { load as loadMail } from './[id]/+page.server';
import { GET as getHtml } from './[id]/html/+server';
import { GET as getMessages } from './messages.json/+server';

const routes: [string, (event: never) => unknown][] = [
	['the list', loadList],
	['a mail', loadMail],
	['its HTML', getHtml],
	['the list for programs', getMessages]
];

/** As much of an event as these routes look at. */
function eventFrom(peer: string, id = 'a', host = 'localhost:3000') {
	const headers: Record<string, string> = {};
	const event = {
		params: { id },
		platform: { req: { socket: { remoteAddress: peer } } },
		request: new Request('http://localhost:3000/dev/mailbox', { headers: { host } }),
		setHeaders: (more: Record<string, string>) => Object.assign(headers, more)
	};
	return { event: event as never, headers };
}

beforeEach(() => {
	mailbox.clear();
	mailbox.keep({
		id: 'a',
		from: 'no-reply@localhost',
		to: 'ada@example.org',
		subject: 'Hello',
		html: '<p>Hello</p>',
		text: 'Hello http://localhost:3000/x',
		messageId: '<a@localhost>',
		date: new Date()
	});
});

test.each(routes)('%s answers this machine, uncached', async (_name, route) => {
	const { event, headers } = eventFrom('127.0.0.1');
	expect(await route(event)).toBeTruthy();
	expect(headers).toEqual({ 'cache-control': 'no-store' });
});

test.each(routes)('%s does not exist for others', async (_name, route) => {
	for (const { event } of [eventFrom('192.0.2.7'), eventFrom('127.0.0.1', 'a', 'evil.example')]) {
		await expect(async () => route(event)).rejects.toMatchObject({ status: 404 });
	}
});

test('an unknown mail is 404', async () => {
	const { event } = eventFrom('::1', 'b');
	await expect(async () => loadMail(event)).rejects.toMatchObject({ status: 404 });
	await expect(async () => getHtml(event)).rejects.toMatchObject({ status: 404 });
});

test('the HTML of a mail can run and load nothing, in a frame of this site only', async () => {
	const response = await getHtml(eventFrom('::1').event);
	const policy = response.headers.get('content-security-policy');
	expect(policy).toContain("default-src 'none'");
	expect(policy).toContain("frame-ancestors 'self'");
	expect(policy).toMatch(/sandbox(?!.*allow-(scripts|same-origin|forms|top))/);
});
