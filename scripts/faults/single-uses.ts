import { createHash, randomBytes } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { withAccount, withDatabase } from '../../tests/e2e/support/database.ts';
import { createInvitationLink } from '../../tests/e2e/support/invitations.ts';
import { openClient, type HttpClient } from '../../tests/e2e/support/http-client.ts';
import { beginRecovery, passRecoveryDelay } from '../../tests/e2e/support/lost-factor.ts';
import * as people from '../../tests/e2e/support/people.ts';
import { giveApp, giveRecoveryCode } from '../../tests/e2e/support/second-factor.ts';
import { AUTH_SECRET, type AppServer } from '../../tests/e2e/support/server.ts';
import { codeIn, linkIn, to } from '../../tests/e2e/support/steps.ts';
import { createAuthenticator } from '../../tests/support/authenticator.ts';
import type { startIssuer } from '../../tests/support/issuer.ts';
import type { SmtpSink } from '../../tests/support/smtp-sink.ts';
import { passkeys } from '../../src/modules/auth/models/z.passkey.ts';
import { tokens, type TokenPurpose } from '../../src/modules/auth/models/z.token.ts';
import { users } from '../../src/modules/auth/models/z.user.ts';
import { createSignedIn, type SignedIn } from './server.ts';

const { newEmail, createPerson, password, otherPassword } = people;

/** Where the races are run. */
export interface Grounds {
	server: AppServer;
	mail: SmtpSink;
	issuer: Awaited<ReturnType<typeof startIssuer>>;
}

/** Something that counts once, ready to be sent many times. */
export interface Race {
	/** What the record calls it when it is done, and whose record that is. */
	event: string;
	email: string;
	post: (at: string, turn: number) => Promise<Response>;
}

const tokenOf = (link: string) => new URL(link, 'http://localhost').searchParams.get('token')!;

const hashOf = (token: string) => createHash('sha256').update(token).digest('hex');

async function mailedToken({ mail }: Grounds, email: string, subject: RegExp): Promise<string> {
	return tokenOf(linkIn(await mail.waitFor(to(email, subject), 30_000)));
}

async function beginSignUp({ server, mail }: Grounds) {
	const [email, client] = [newEmail(), openClient(server.origin)];
	await client.post('/sign-up', { email, password, redirectTo: '/' });
	return { email, client, told: await mail.waitFor(to(email), 30_000) };
}

async function changeEmail(grounds: Grounds) {
	const [person] = (await createSignedIn(grounds.server, 1)) as [SignedIn];
	const next = newEmail();
	await person.client.post('/settings/account?/changeEmail', { email: next });
	const token = await mailedToken(grounds, next, /Confirm your new/);
	const change = (at?: string) => person.client.post(`/change-email?token=${token}`, { token }, at);
	return { person, next, change };
}

/** Browsers that have given the right password and wait for the second step. */
async function atSecondStep(server: AppServer, email: string, count: number) {
	const browsers: HttpClient[] = [];
	for (let index = 0; index < count; index += 1) {
		const client = openClient(server.origin);
		await client.post('/sign-in?/password', { email, password, redirectTo: '/' });
		browsers.push(client);
	}
	return browsers;
}

/** A link that no mail has carried. */
async function mintToken(server: AppServer, purpose: TokenPurpose, email: string): Promise<string> {
	const token = randomBytes(32).toString('base64url');
	const hash = hashOf(token);
	const createdAt = new Date();
	const expiresAt = new Date(createdAt.getTime() + 60 * 60 * 1000);
	await withAccount(server, email, (db, userId) =>
		db.insert(tokens).values({ hash, purpose, userId, email, createdAt, expiresAt })
	);
	return token;
}

/** Whom a link is for. */
async function addressOf(server: AppServer, token: string): Promise<string> {
	const [found] = await withDatabase(server, (db) =>
		db
			.select()
			.from(tokens)
			.where(eq(tokens.hash, hashOf(token)))
	);
	return found!.email;
}

async function givePasskey(server: AppServer, email: string) {
	// What a passkey signs names the site, as its browser sees it.
	Object.assign(process.env, { ORIGIN: server.origin, AUTH_SECRET });
	const authenticator = createAuthenticator();
	await withDatabase(server, async (db) => {
		const [owner] = await db.select().from(users).where(eq(users.email, email)).limit(1);
		await db.insert(passkeys).values(authenticator.row(owner!));
	});
	return authenticator;
}

/** Whatever counts once, and how it comes about. */
export const singleUses: Record<string, (grounds: Grounds) => Promise<Race>> = {
	'a code of a sign-up': async (grounds) => {
		const { email, client, told } = await beginSignUp(grounds);
		const fields = { code: codeIn(told) };
		return { event: 'signed-up', email, post: (at) => client.post('/sign-up/verify', fields, at) };
	},
	'a link of a sign-up': async (grounds) => {
		const { email, client, told } = await beginSignUp(grounds);
		const fields = { token: tokenOf(linkIn(told)) };
		const post = (at: string) => client.post('/sign-up/verify?/token', fields, at);
		return { event: 'signed-up', email, post };
	},
	'an invitation': async ({ server }) => {
		const token = tokenOf(await createInvitationLink(server));
		const [client, fields] = [openClient(server.origin), { token, password }];
		const email = await addressOf(server, token);
		return { event: 'signed-up', email, post: (at) => client.post('/invitation', fields, at) };
	},
	'a link for a new password': async (grounds) => {
		const { email } = await createPerson(grounds.server);
		const client = openClient(grounds.server.origin);
		await client.post('/forgot-password', { email });
		const token = await mailedToken(grounds, email, /Set a new/);
		const fields = { token, password: otherPassword };
		return {
			event: 'password-reset',
			email,
			post: (at) => client.post('/reset-password', fields, at)
		};
	},
	'a link for a new address': async (grounds) => {
		const { next, change } = await changeEmail(grounds);
		return { event: 'email-changed', email: next, post: change };
	},
	'a link that takes it back': async (grounds) => {
		const { person, change } = await changeEmail(grounds);
		await change();
		const fields = { token: await mailedToken(grounds, person.email, /./) };
		const client = openClient(grounds.server.origin);
		const post = (at: string) => client.post('/undo', fields, at);
		return { event: 'email-restored', email: person.email, post };
	},
	'"it was not me"': async (grounds) => {
		const { email } = await createPerson(grounds.server);
		const thief = openClient(grounds.server.origin);
		await thief.post('/sign-in?/password', { email, password, redirectTo: '/' });
		const fields = { token: await mailedToken(grounds, email, /New sign-in/) };
		const client = openClient(grounds.server.origin);
		return { event: 'not-me', email, post: (at) => client.post('/not-me', fields, at) };
	},
	'a link that stops a recovery': async ({ server }) => {
		const { email } = await createPerson(server);
		await beginRecovery(server, email);
		const fields = { token: await mintToken(server, 'recovery-stop', email) };
		const client = openClient(server.origin);
		const post = (at: string) => client.post('/recover/stop', fields, at);
		return { event: 'recovery-stopped', email, post };
	},
	'a link that ends a recovery': async ({ server }) => {
		const { email } = await createPerson(server);
		await beginRecovery(server, email);
		await passRecoveryDelay(server, email);
		const fields = { token: await mintToken(server, 'recovery-finish', email) };
		const client = openClient(server.origin);
		const post = (at: string) => client.post('/recover/finish', fields, at);
		return { event: 'recovery-finished', email, post };
	},
	'a recovery code in two browsers': async ({ server }) => {
		const { email } = await createPerson(server);
		await giveApp(server, email);
		const fields = { code: await giveRecoveryCode(server, email) };
		const browsers = await atSecondStep(server, email, 2);
		const post = (at: string, turn: number) =>
			browsers[turn % 2]!.post('/sign-in/second-factor?/recovery', fields, at);
		return { event: 'signed-in', email, post };
	},
	'a code of an app in two browsers': async ({ server }) => {
		const { email } = await createPerson(server);
		const code = await giveApp(server, email);
		const browsers = await atSecondStep(server, email, 2);
		const fields = { code: code() };
		const post = (at: string, turn: number) =>
			browsers[turn % 2]!.post('/sign-in/second-factor?/totp', fields, at);
		return { event: 'signed-in', email, post };
	},
	'a sign-in that waits': async ({ server }) => {
		const { email } = await createPerson(server);
		await giveApp(server, email);
		const codes = [await giveRecoveryCode(server, email), await giveRecoveryCode(server, email)];
		const [browser] = await atSecondStep(server, email, 1);
		const post = (at: string, turn: number) =>
			browser!.post('/sign-in/second-factor?/recovery', { code: codes[turn % 2]! }, at);
		return { event: 'signed-in', email, post };
	},
	'a challenge of a passkey': async ({ server }) => {
		const { email } = await createPerson(server);
		const authenticator = await givePasskey(server, email);
		const client = openClient(server.origin);
		const html = await (await client.get('/sign-in')).text();
		const challenge = /passkeyOptions:\{[^}]*?challenge:"([\w-]+)"/.exec(html)?.[1] ?? '';
		const credential = authenticator.get(
			{ challenge },
			{ clientData: { origin: server.origin }, rpId: 'localhost' }
		);
		const post = (at: string) =>
			client.post('/sign-in?/passkey', { credential, redirectTo: '/' }, at);
		return { event: 'signed-in', email, post };
	},
	'an answer of a provider': async ({ server, issuer }) => {
		const [email, client] = [newEmail(), openClient(server.origin)];
		const asked = await client.post('/sign-in?/provider', { provider: 'one', redirectTo: '/' });
		const claims = { sub: email, email, email_verified: true, name: 'Robin' };
		const callback = issuer.approve(asked.headers.get('location') ?? '', claims);
		return { event: 'signed-up', email, post: (at) => client.get(callback, at) };
	}
};
