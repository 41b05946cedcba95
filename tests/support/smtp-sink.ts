import type { AddressInfo } from 'node:net';
import PostalMime from 'postal-mime';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

/** A mail as the server took it, decoded. */
export interface ReceivedMail {
	/** The envelope's addresses: what the server was told, whatever the headers say. */
	from: string;
	to: string[];
	/** The header's sender, decoded. */
	sender: { name: string; address: string };
	subject: string;
	messageId: string;
	text: string;
	html: string;
	/** Lower-case name to each value, in order. */
	headers: Map<string, string[]>;
	/** The message as it came over the wire. */
	raw: string;
	/** Whether the connection was encrypted. */
	secure: boolean;
}

export interface SmtpSinkOptions {
	port?: number;
	/** `false`: no STARTTLS; `'starttls'`: offered, with a self-made certificate; `'implicit'`: smtps. */
	tls?: false | 'starttls' | 'implicit';
	/** How many messages to refuse before the first is taken. */
	failFirst?: number;
	/** The refusal's code: 4xx for now, 5xx for good. */
	failCode?: number;
	/** Where to refuse: at the recipient, or after the message. */
	failAt?: 'rcpt' | 'data';
	/** Milliseconds the server thinks before it takes a message. */
	delayMs?: number;
	/** What the server waits for before it takes any. */
	hold?: Promise<unknown>;
}

type Refusal = Error & { responseCode: number };

/** A real SMTP server on loopback that keeps what it gets. */
export async function startSmtpSink(options: SmtpSinkOptions = {}) {
	const { port = 0, tls = false, failCode = 451, failAt = 'data', delayMs = 0, hold } = options;
	let failuresLeft = options.failFirst ?? 0;
	let mails: ReceivedMail[] = [];
	const waiting = new Set<() => void>();

	function refusal(at: 'rcpt' | 'data'): Refusal | null {
		if (at !== failAt || failuresLeft <= 0) return null;
		failuresLeft--;
		return Object.assign(new Error('Not now'), { responseCode: failCode });
	}

	async function take(
		stream: AsyncIterable<Buffer>,
		envelope: Pick<ReceivedMail, 'from' | 'to' | 'secure'>
	) {
		const chunks: Buffer[] = [];
		for await (const chunk of stream) chunks.push(chunk);
		await hold;
		if (delayMs > 0) await new Promise((resolve) => setTimeout(resolve, delayMs));
		const refused = refusal('data');
		if (refused) throw refused;
		mails.push(await decode(Buffer.concat(chunks), envelope));
		for (const check of waiting) check();
	}

	const handlers: SMTPServerOptions = {
		onRcptTo: (_address, _session, done) => done(refusal('rcpt')),
		onData: (stream, session, done) => {
			const { mailFrom, rcptTo } = session.envelope;
			const from = mailFrom ? mailFrom.address : '';
			const to = rcptTo.map(({ address }) => address);
			take(stream, { from, to, secure: session.secure }).then(() => done(), done);
		}
	};
	const server = new SMTPServer({
		...handlers,
		secure: tls === 'implicit',
		disabledCommands: tls === false ? ['AUTH', 'STARTTLS'] : ['AUTH'],
		disableReverseLookup: true,
		// It would refuse two dots in a row even in quotes, where they may stand (RFC 5321, 4.1.2).
		lenientAddressParsing: true,
		logger: false
	});
	// A client that turns away from the certificate is what some tests are about.
	server.on('error', () => undefined);
	await new Promise<void>((resolve, reject) => {
		server.once('error', reject);
		server.listen(port, '127.0.0.1', resolve);
	});
	const { port: boundPort } = server.server.address() as AddressInfo;

	return {
		port: boundPort,
		url: `${tls === 'implicit' ? 'smtps' : 'smtp'}://127.0.0.1:${boundPort}`,
		/** Everything taken so far, oldest first. */
		get mails(): readonly ReceivedMail[] {
			return mails;
		},
		/** The first mail that fits, now or within `timeoutMs`. */
		waitFor(fits: (mail: ReceivedMail) => boolean, timeoutMs = 15_000): Promise<ReceivedMail> {
			return new Promise((resolve, reject) => {
				const timer = setTimeout(() => {
					waiting.delete(check);
					reject(new Error(`No such mail within ${timeoutMs} ms; ${mails.length} others came.`));
				}, timeoutMs);
				function check() {
					const found = mails.find(fits);
					if (!found) return;
					clearTimeout(timer);
					waiting.delete(check);
					resolve(found);
				}
				waiting.add(check);
				check();
			});
		},
		reset(): void {
			mails = [];
		},
		stop: () => new Promise<void>((resolve) => server.close(() => resolve()))
	};
}

export type SmtpSink = Awaited<ReturnType<typeof startSmtpSink>>;

async function decode(
	raw: Buffer,
	envelope: Pick<ReceivedMail, 'from' | 'to' | 'secure'>
): Promise<ReceivedMail> {
	const parsed = await PostalMime.parse(raw);
	const headers = new Map<string, string[]>();
	for (const { key, value } of parsed.headers)
		headers.set(key, [...(headers.get(key) ?? []), value]);
	return {
		...envelope,
		sender: { name: parsed.from?.name ?? '', address: parsed.from?.address ?? '' },
		subject: parsed.subject ?? '',
		messageId: parsed.messageId ?? '',
		text: parsed.text ?? '',
		html: parsed.html ?? '',
		headers,
		raw: raw.toString('latin1')
	};
}
