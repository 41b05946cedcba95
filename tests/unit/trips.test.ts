import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { countCommits, emptyJournal } from '$tests/count-commits';
import { startLibsqlServer, type LibsqlServer } from '$tests/libsql-server';

/** What was measured when the budgets were set, and what it may be at most. */
type Budget = { before: number; atMost: number };

/** What a person does, with what it costs. A new one is a line here. */
const actions: {
	action: string;
	/** Trips to a server, those behind the answer too; the mail worker's apart. */
	calls: Budget;
	/** Syncs of a file, with those of the mails that it sends. */
	syncs: Budget;
	status: number;
	/** Makes ready. @returns what is counted. */
	prepare: (app: App) => Promise<() => Promise<Response>>;
}[] = [
	{
		action: 'signed-in page',
		calls: { before: 2, atMost: 2 },
		syncs: { before: 0, atMost: 0 },
		status: 200,
		async prepare(app) {
			const { browser } = await app.signedInPerson();
			return () => browser.get('/settings/profile');
		}
	},
	{
		action: 'sign-in, known browser',
		calls: { before: 10, atMost: 3 },
		syncs: { before: 5, atMost: 2 },
		status: 303,
		async prepare(app) {
			const { email, browser } = await someone(app, { known: true });
			return () => app.signIn(browser, email, app.PASSWORD);
		}
	},
	{
		action: 'sign-in, new browser',
		calls: { before: 15, atMost: 3 },
		// Two, and one of its mail.
		syncs: { before: 8, atMost: 3 },
		status: 303,
		async prepare(app) {
			const { email, browser } = await someone(app, { known: false });
			return () => app.signIn(browser, email, app.PASSWORD);
		}
	},
	{
		action: 'sign-in, trusted browser',
		calls: { before: 5, atMost: 4 },
		syncs: { before: 2, atMost: 2 },
		status: 303,
		async prepare(app) {
			const { email, browser } = await app.personWhoTrusts();
			browser.jar.delete('session');
			// Known as well: no mail goes out.
			await app.signIn(browser, email, app.PASSWORD);
			browser.jar.delete('session');
			return () => app.signIn(browser, email, app.PASSWORD);
		}
	},
	{
		action: 'wrong password',
		calls: { before: 4, atMost: 3 },
		syncs: { before: 3, atMost: 1 },
		status: 400,
		async prepare(app) {
			const { email, browser } = await someone(app, { known: true });
			return () => app.signIn(browser, email, app.OTHER_PASSWORD);
		}
	},
	{
		action: 'passkey, known browser',
		calls: { before: 5, atMost: 5 },
		syncs: { before: 1, atMost: 1 },
		status: 303,
		async prepare(app) {
			const { authenticator, browser } = await someoneWithPasskey(app, { known: true });
			return app.passkeyPost(authenticator, browser);
		}
	},
	{
		action: 'passkey, new browser',
		calls: { before: 6, atMost: 5 },
		// One, and one of its mail.
		syncs: { before: 2, atMost: 2 },
		status: 303,
		async prepare(app) {
			const { authenticator, browser } = await someoneWithPasskey(app, { known: false });
			return app.passkeyPost(authenticator, browser);
		}
	},
	{
		action: 'passkey refused',
		calls: { before: 2, atMost: 2 },
		syncs: { before: 1, atMost: 1 },
		status: 400,
		async prepare(app) {
			const { authenticator, browser } = await someoneWithPasskey(app, { known: true });
			return app.passkeyPost(authenticator, browser, { flags: { uv: false } });
		}
	},
	{
		action: 'second step by an app',
		calls: { before: 7, atMost: 7 },
		syncs: { before: 2, atMost: 2 },
		status: 303,
		async prepare(app) {
			const { step, app: own } = await someoneAtStep(app);
			return () => step.post('totp', { code: own.code() });
		}
	},
	{
		action: 'wrong code at the second step',
		// As many as for a code that was used before, from which its time does not tell it apart.
		calls: { before: 9, atMost: 11 },
		// Two, and one of its mail.
		syncs: { before: 3, atMost: 3 },
		status: 400,
		async prepare(app) {
			const { step } = await someoneAtStep(app);
			return () => step.post('totp', { code: '000000' });
		}
	},
	{
		action: 'sign-up',
		calls: { before: 5, atMost: 3 },
		// One, and two of its mail.
		syncs: { before: 6, atMost: 3 },
		status: 303,
		async prepare(app) {
			const browser = app.openBrowser();
			const fields = { email: app.newAddress(), password: app.PASSWORD, redirectTo: '/' };
			return () => browser.post('/sign-up', fields);
		}
	},
	{
		action: 'verify',
		calls: { before: 13, atMost: 5 },
		syncs: { before: 1, atMost: 1 },
		status: 303,
		async prepare(app) {
			const { browser, mail } = await app.beginSignUpWithMail();
			return () => browser.post('/sign-up/verify', { code: app.codeIn(mail) });
		}
	},
	{
		action: 'verify by link',
		calls: { before: 13, atMost: 5 },
		syncs: { before: 1, atMost: 1 },
		status: 303,
		async prepare(app) {
			const { browser, mail } = await app.beginSignUpWithMail();
			return () => browser.post('/sign-up/verify?/token', { token: app.tokenIn(mail) });
		}
	},
	{
		action: 'forgotten password',
		calls: { before: 3, atMost: 2 },
		// One, and two of its mail.
		syncs: { before: 6, atMost: 3 },
		status: 303,
		async prepare(app) {
			const { email, browser } = await someone(app, { known: false });
			return () => browser.post('/forgot-password', { email });
		}
	},
	{
		action: 'profile saved',
		calls: { before: 5, atMost: 3 },
		syncs: { before: 1, atMost: 1 },
		status: 303,
		async prepare(app) {
			const { email, browser } = await someone(app, { known: true });
			await app.signIn(browser, email, app.PASSWORD);
			return () => browser.post('/settings/profile?/update', { displayName: 'Ada' });
		}
	},
	{
		action: 'sign-out',
		calls: { before: 4, atMost: 2 },
		syncs: { before: 1, atMost: 1 },
		status: 303,
		async prepare(app) {
			const { browser } = await app.signedInPerson();
			return () => browser.post('/sign-out');
		}
	}
];

/** An account with a password, and a signed-out browser that has been signed in to it or not. */
async function someone(app: App, { known }: { known: boolean }) {
	const { email } = await app.createUser({ email: app.newAddress(), password: app.PASSWORD });
	const browser = app.openBrowser();
	if (known) await app.signIn(browser, email, app.PASSWORD);
	browser.jar.delete('session');
	return { email, browser };
}

/** The same with an app, before the second step, in a browser that is known. */
async function someoneAtStep(app: App) {
	const { userId, email, app: own } = await app.personWithApp();
	const browser = app.openBrowser();
	const knows = await app.waitForStep(browser, email);
	await knows.post('totp', { code: own.code() });
	await app.forgetUsedCodes();
	browser.jar.delete('session');
	return { userId, app: own, step: await app.waitForStep(browser, email) };
}

/** The same with a passkey. */
async function someoneWithPasskey(app: App, { known }: { known: boolean }) {
	const { authenticator } = await app.personWithPasskey();
	const browser = app.openBrowser();
	if (known) await app.signInByPasskey(authenticator, browser);
	browser.jar.delete('session');
	return { authenticator, browser };
}

/** The whole application on the database that the environment names. */
async function openApp() {
	vi.resetModules();
	const app = await import('$tests/app');
	const people = await import('$tests/people');
	const { passkeyPost, personWithPasskey, signInByPasskey } = await import('$tests/passkeys');
	const { personWhoTrusts } = await import('$tests/trusted-devices');
	const { createUser } = await import('$tests/factories');
	const { forgetUsedCodes, personWithApp, waitForStep } = await import('$tests/second-factor');
	const mails = await import('$tests/mails');
	const worker = await import('$modules/mail/api/worker/mail-worker');
	const { mailPreparers } = await import('$modules/auth/api/entry/mail-preparers');
	const { db } = await import('@/server/db/client');
	const { outbox } = await import('$modules/mail/models/z.outbox');
	const { sendMail } = await import('$modules/mail/api/worker/send-mail');
	const work = {
		prepare: mailPreparers([]),
		deliver: async () => undefined,
		now: () => new Date()
	};

	/** Does something in a process that sends its own mails, as the real one does. */
	async function withWorker<T>(act: () => Promise<T>): Promise<T> {
		worker.startMailWorker(work);
		const result = await act();
		await vi.waitFor(async () => expect(await db.$count(outbox)).toBe(0), { timeout: 5_000 });
		await worker.stopMailWorker();
		return result;
	}
	/** A mail that was asked for, as its worker has it. */
	async function wantedMail() {
		const [mail] = await db.select().from(outbox);
		return { mail: mail!, send: () => sendMail(mail!, work) };
	}
	const passkeys = { passkeyPost, personWithPasskey, signInByPasskey };
	const steps = { forgetUsedCodes, personWhoTrusts, personWithApp, waitForStep };
	return { ...app, ...people, ...passkeys, ...steps, ...mails, createUser, wantedMail, withWorker };
}

type App = Awaited<ReturnType<typeof openApp>>;

/** Whatever waits behind an answer is done by then. */
const settle = () => sleep(100);

const counts = new Map<string, number>();

afterAll(() => {
	const rows = actions.map(({ action, calls, syncs }) => ({
		action,
		'calls before': calls.before,
		now: counts.get(`${action} calls`),
		'at most': calls.atMost,
		'syncs before': syncs.before,
		'now ': counts.get(`${action} syncs`),
		'at most ': syncs.atMost
	}));
	console.table(rows);
});

const file = process.env.DATABASE_URL!.slice('file:'.length);

describe('on a file', () => {
	let app: App;
	beforeAll(async () => void (app = await openApp()));

	test.each(actions)('$action: syncs', async ({ action, syncs, status, prepare }) => {
		const act = await prepare(app);
		await app.deliverMails();
		await emptyJournal(file);
		expect((await app.withWorker(act)).status).toBe(status);
		await settle();
		const count = countCommits(file);
		counts.set(`${action} syncs`, count);
		expect(count).toBeLessThanOrEqual(syncs.atMost);
	});
});

describe('on a server', () => {
	let server: LibsqlServer;
	let app: App;
	beforeAll(async () => {
		server = await startLibsqlServer({ template: file });
		vi.stubEnv('DATABASE_URL', server.url);
		app = await openApp();
	});
	afterAll(() => server.stop());

	test.each(actions)('$action: calls', async ({ action, calls, status, prepare }) => {
		const act = await prepare(app);
		await app.deliverMails();
		await server.forgetTrips();
		expect((await act()).status).toBe(status);
		await settle();
		const count = await server.calls();
		counts.set(`${action} calls`, count);
		expect(count).toBeLessThanOrEqual(calls.atMost);
	});

	test('a security mail: calls', async () => {
		const { email, browser } = await someone(app, { known: false });
		await app.deliverMails();
		await app.signIn(browser, email, app.PASSWORD);
		await settle();
		const { mail, send } = await app.wantedMail();
		expect(mail).toMatchObject({ template: 'new-sign-in', recipient: email });
		await server.forgetTrips();
		await send();
		// Whether its address is blocked, what it says, and that it is gone.
		expect(await server.calls()).toBe(3);
	});
});
