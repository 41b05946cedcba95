import { afterEach, expect, test } from 'vitest';
import { startSmtpSink, type SmtpSinkOptions } from '$tests/smtp-sink';
import { createSmtpTransport } from './create-smtp-transport';
import type { OutgoingMail } from './outgoing-mail';

const mail: OutgoingMail = {
	id: 'a1',
	from: 'Pörchlight <no-reply@example.org>',
	to: 'ada@example.org',
	subject: 'Grüße: 10 € für Zoë',
	html: '<p>Schöne Grüße</p>',
	text: 'Schöne Grüße\n',
	messageId: '<a1@example.org>',
	date: new Date('2026-01-02T03:04:05Z')
};
let stopSink: (() => Promise<void>) | undefined;

async function sinkWith(options?: SmtpSinkOptions) {
	const sink = await startSmtpSink(options);
	stopSink = sink.stop;
	return sink;
}

afterEach(async () => {
	await stopSink?.();
	stopSink = undefined;
});

test('a mail arrives whole, umlauts included', async () => {
	const sink = await sinkWith();
	await createSmtpTransport(sink.url)(mail);
	const got = await sink.waitFor(() => true);
	expect(got).toMatchObject({ to: ['ada@example.org'], from: 'no-reply@example.org' });
	expect(got.subject).toBe(mail.subject);
	expect(got.text.trim()).toBe('Schöne Grüße');
	expect(got.html.trim()).toBe(mail.html);
});

test.each([
	['Acme: Accounts <a@b>', 'Acme: Accounts', 'a@b'],
	['Acme [test] (beta), Inc. <no-reply@acme.example>', 'Acme [test] (beta), Inc.'],
	['Acme <Accounts>; Team <no-reply@acme.example>', 'Acme <Accounts>; Team'],
	['The "Acme" \\ Co @ home <no-reply@acme.example>', 'The "Acme" \\ Co @ home'],
	['"Acme: \\"Accounts\\"" <no-reply@acme.example>', 'Acme: "Accounts"'],
	['Größe: Söhne, "Zoë" <no-reply@acme.example>', 'Größe: Söhne, "Zoë"'],
	['アクメ：会計 <支払い> <no-reply@acme.example>', 'アクメ：会計 <支払い>'],
	[`${'Long name, '.repeat(20)}Ltd. <no-reply@acme.example>`, `${'Long name, '.repeat(20)}Ltd.`],
	['no-reply@acme.example', '']
])('the sender arrives whole: %s', async (from, name, address = 'no-reply@acme.example') => {
	const sink = await sinkWith();
	await createSmtpTransport(sink.url)({ ...mail, from });
	const got = await sink.waitFor(() => true);
	expect(got).toMatchObject({ from: address, sender: { name, address } });
	expect(got.to).toEqual(['ada@example.org']);
});

test('the headers are those of an automatic mail, and no more', async () => {
	const sink = await sinkWith();
	await createSmtpTransport(sink.url)(mail);
	const { headers, messageId } = await sink.waitFor(() => true);
	expect(messageId).toBe('<a1@example.org>');
	expect(headers.get('auto-submitted')).toEqual(['auto-generated']);
	expect(headers.get('date')).toEqual(['Fri, 02 Jan 2026 03:04:05 +0000']);
	expect([...headers.keys()].sort()).toEqual([
		'auto-submitted',
		'content-type',
		'date',
		'from',
		'message-id',
		'mime-version',
		'subject',
		'to'
	]);
});

test.each(['a\r\nBcc: eve@example.org', 'a\nBcc: eve@example.org', 'a\rBcc: eve@example.org\0'])(
	'a subject cannot add a header: %j',
	async (subject) => {
		const sink = await sinkWith();
		await createSmtpTransport(sink.url)({ ...mail, subject });
		const got = await sink.waitFor(() => true);
		expect(got.to).toEqual(['ada@example.org']);
		expect(got.headers.has('bcc')).toBe(false);
		expect(got.subject).toContain('Bcc: eve@example.org');
	}
);

test.each([
	'ada@example.org\r\nBcc: eve@example.org',
	'ada@example.org,eve@example.org',
	'Ada <ada@example.org>',
	'friends: ada@example.org;',
	'"ada eve"@example.org',
	'ada@example.org\0'
])('a recipient that is not a single address is refused: %j', async (to) => {
	const sink = await sinkWith();
	await expect(createSmtpTransport(sink.url)({ ...mail, to })).rejects.toThrow('single address');
	expect(sink.mails).toEqual([]);
});

test.each([
	// Dots where RFC 5321 has none: quoted they are as it wants them (section 4.1.2).
	['taro..yamada@docomo.example', '"taro..yamada"@docomo.example'],
	['hanako.@ezweb.example', '"hanako."@ezweb.example'],
	['.jiro@docomo.example', '".jiro"@docomo.example'],
	['-._saburo..@ezweb.example', '"-._saburo.."@ezweb.example'],
	["o'brien+a/b=c@example.org", "o'brien+a/b=c@example.org"]
])('an address that exists is written to, however it looks: %s', async (to, onTheWire) => {
	const sink = await sinkWith();
	await createSmtpTransport(sink.url)({ ...mail, to });
	const got = await sink.waitFor(() => true);
	expect(got.to).toEqual([onTheWire]);
	expect(got.headers.get('to')).toEqual([expect.stringContaining(onTheWire)]);
});

test('STARTTLS on loopback is used when offered', async () => {
	const sink = await sinkWith({ tls: 'starttls' });
	await createSmtpTransport(sink.url)(mail);
	expect((await sink.waitFor(() => true)).secure).toBe(true);
});

test('outside loopback a server without STARTTLS gets no mail', async () => {
	const sink = await sinkWith();
	// Linux takes this address for the own machine; by name it is not loopback.
	const send = createSmtpTransport(`smtp://0.0.0.0:${sink.port}`);
	await expect(send(mail)).rejects.toMatchObject({ command: 'STARTTLS' });
	expect(sink.mails).toEqual([]);
});

test.each([
	['starttls', 'smtp://0.0.0.0'],
	['implicit', 'smtps://127.0.0.1']
] as const)('a certificate nobody vouches for is refused (%s)', async (tls, base) => {
	const sink = await sinkWith({ tls });
	await expect(createSmtpTransport(`${base}:${sink.port}`)(mail)).rejects.toThrow(/certificate/i);
	expect(sink.mails).toEqual([]);
});
