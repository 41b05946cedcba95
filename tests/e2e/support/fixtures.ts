import { test as base, expect, type BrowserContextOptions, type Page } from '@playwright/test';
import { collectComplaints } from './complaints.ts';
import { createPerson, type Person } from './people.ts';
import { ADDRESS_HEADER, startServer, type AppServer } from './server.ts';
import { slowDown } from './slow-line.ts';
import { startSmtpSink, type SmtpSink } from '../../support/smtp-sink.ts';

export interface WorkerOptions {
	/** Whether the application's database is on a libSQL server. */
	onServer: boolean;
}

interface WorkerFixtures {
	/** The built application, one for each worker. */
	server: AppServer;
	/** The mail server that it sends to. */
	mail: SmtpSink;
}

interface TestFixtures {
	/** The client address of this test; no other test has it, so that no limit is shared. */
	address: string;
	/** Another browser, of another person or the same on another device. */
	newBrowser: (options?: BrowserContextOptions) => Promise<Page>;
	/** An account that exists already. */
	person: Person;
	/** What this test makes the console complain of. */
	complaint: RegExp | null;
	watch: void;
}

let addresses = 0;
/** An address of the range for benchmarks (RFC 2544) that nobody in this run has had. */
function nextAddress(worker: number): string {
	addresses += 1;
	// Spread over 16 networks, which have limits as well.
	const network = (worker * 16 + (addresses % 16)) % 256;
	return `198.${18 + (worker % 2)}.${network}.${(addresses >> 4) % 256}`;
}

export const test = base.extend<TestFixtures, WorkerOptions & WorkerFixtures>({
	onServer: [false, { option: true, scope: 'worker' }],
	mail: [
		async ({ browserName: _ }, use) => {
			const sink = await startSmtpSink();
			await use(sink);
			await sink.stop();
		},
		{ scope: 'worker' }
	],
	server: [
		async ({ mail, onServer }, use) => {
			const server = await startServer({
				env: { SMTP_URL: mail.url, RECOVERY_DELAY_HOURS: '48' },
				onServer
			});
			await use(server);
			await server.remove();
		},
		{ scope: 'worker' }
	],
	baseURL: ({ server }, use) => use(server.origin),
	address: ({ browserName: _ }, use, { workerIndex }) => use(nextAddress(workerIndex)),
	extraHTTPHeaders: ({ address }, use) => use({ [ADDRESS_HEADER]: address }),
	person: async ({ server }, use) => use(await createPerson(server)),
	newBrowser: async ({ browser }, use, { workerIndex }) => {
		const opened: { close: () => Promise<void> }[] = [];
		const complaints: string[][] = [];
		await use(async (options) => {
			const extraHTTPHeaders = { [ADDRESS_HEADER]: nextAddress(workerIndex) };
			const context = await browser.newContext({ extraHTTPHeaders, ...options });
			opened.push(context);
			complaints.push(collectComplaints(context));
			await slowDown(context);
			return context.newPage();
		});
		for (const context of opened) await context.close();
		expect(complaints.flat(), 'nothing is wrong in the console').toEqual([]);
	},
	complaint: [null, { option: true }],
	watch: [
		async ({ context, complaint }, use) => {
			const complaints = collectComplaints(context);
			await slowDown(context);
			await use();
			const others = complaints.filter((text) => !complaint?.test(text));
			expect(others, 'nothing is wrong in the console').toEqual([]);
		},
		{ auto: true }
	]
});

export { expect };

/** A telephone in the dark, for `test.use`: journeys are at a desk by day else. */
export const phoneInTheDark = {
	viewport: { width: 375, height: 740 },
	colorScheme: 'dark'
} as const;

/** For a journey that has to work in a browser with JavaScript and in one without. */
export const bothWays = { tag: '@both-ways' };

/** For a main journey: with and without JavaScript, and with the database on a server. */
export const everyWay = { tag: ['@both-ways', '@on-server'] };
