import { eq, sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { siteName } from '@/site';
import { connect, leave, newClaims, one, signInWith, two } from '$tests/providers';
import { openBrowser } from '$tests/app';
import { createUser } from '$tests/factories';
import { codeIn, lastMailTo, mailAbout, mailsTo, tokenIn } from '$tests/mails';
import { isSignedIn, newAddress, OTHER_PASSWORD, PASSWORD, signIn } from '$tests/people';
import { db } from '@/server/db/client';
import { profiles } from '$modules/profile/models/z.profile';
import { oauthAccounts } from '../../models/z.oauth-account';
import { oauthTransactions } from '$modules/oauth/models/z.oauth-transaction';
import { passwords } from '../../models/z.password';
import { pendingConnections } from '../../models/z.pending-connection';
import { signUps } from '../../models/z.sign-up';
import { users } from '../../models/z.user';

const to = (response: Response) => [response.status, response.headers.get('location')];
const userOf = (email: string) => db.select().from(users).where(eq(users.email, email)).get();
const connectionsOf = (userId: string) =>
	db.select().from(oauthAccounts).where(eq(oauthAccounts.userId, userId));

test('an unknown person with a confirmed address gets an account, and is welcomed', async () => {
	const browser = openBrowser();
	const claims = newClaims({ name: 'Robin Example' });
	const response = await signInWith(browser, claims, '/settings/profile');
	expect(to(response)).toEqual([303, '/welcome?redirectTo=%2Fsettings%2Fprofile']);
	expect(await isSignedIn(browser)).toBe(true);

	const user = await userOf(claims.email);
	expect(user?.emailVerifiedAt).toBeInstanceOf(Date);
	const [connection] = await connectionsOf(user!.id);
	expect(connection).toMatchObject({ provider: 'one', issuer: one.url, subject: claims.sub });
	expect(await db.$count(passwords, eq(passwords.userId, user!.id))).toBe(0);
	const profile = await db.select().from(profiles).where(eq(profiles.userId, user!.id)).get();
	expect(profile).toMatchObject({ displayName: 'Robin Example', username: null });
	expect(browser.jar.names().filter((name) => name.startsWith('oauth-'))).toEqual([]);
});

test('an account made through a provider is told by mail, whose link takes it back', async () => {
	const [stranger, owner] = [openBrowser(), openBrowser()];
	const claims = newClaims();
	await signInWith(stranger, claims);
	const mail = await mailAbout(claims.email, `Your ${siteName} account, by One`);
	expect(mail.text).toContain(`an account for ${claims.email} was made by signing in with One`);
	await signInWith(openBrowser(), claims);
	const subjects = (await mailsTo(claims.email)).map(({ subject }) => subject);
	expect(subjects.filter((subject) => subject === mail.subject)).toHaveLength(1);

	expect((await owner.post('/not-me', { token: tokenIn(mail) })).status).toBe(303);
	expect(await isSignedIn(stranger)).toBe(false);
	const user = await userOf(claims.email);
	expect(await connectionsOf(user!.id)).toEqual([]);
	const token = tokenIn(await mailAbout(claims.email, 'Your account is yours again'));
	await owner.post('/reset-password', { token, password: OTHER_PASSWORD });
	expect(to(await signIn(owner, claims.email, OTHER_PASSWORD))).toEqual([303, '/']);
});

test('an account whose address was proved by a code is told of the provider, too', async () => {
	const browser = openBrowser();
	const email = newAddress();
	await signInWith(browser, newClaims({ email: undefined }));
	await browser.post('/sign-up/address', { email });
	const code = codeIn(await lastMailTo(email));
	expect((await browser.post('/sign-up/verify', { code })).status).toBe(303);
	expect((await lastMailTo(email)).subject).toBe(`Your ${siteName} account, by One`);
});

test('the welcome page keeps what is chosen, and goes on to where the person wanted', async () => {
	const browser = openBrowser();
	const claims = newClaims();
	const welcome = (await signInWith(browser, claims, '/settings/security')).headers.get(
		'location'
	)!;
	expect(await (await browser.get(welcome)).text()).toContain('value="Robin"');
	const username = `robin-${crypto.randomUUID().slice(0, 8)}`;
	const taken = await browser.post(welcome, { username: 'admin', displayName: 'R.' });
	expect(taken.status).toBe(400);
	const response = await browser.post(welcome, { username, displayName: 'R.' });
	expect(to(response)).toEqual([303, '/settings/security']);
	const user = await userOf(claims.email);
	const profile = await db.select().from(profiles).where(eq(profiles.userId, user!.id)).get();
	expect(profile).toMatchObject({ displayName: 'R.', username });
});

test('a known identity signs in, even when its address changed or is no longer confirmed', async () => {
	const user = await createUser();
	const claims = newClaims({ email: newAddress() });
	await connect(user.id, claims);
	const other = await createUser();
	for (const email of [user.email, newAddress(), other.email]) {
		const browser = openBrowser();
		const changed = { ...claims, email, email_verified: email !== other.email };
		expect(to(await signInWith(browser, changed, '/settings/profile'))).toEqual([
			303,
			'/settings/profile'
		]);
		expect(await isSignedIn(browser)).toBe(true);
		expect((await connectionsOf(user.id))[0]).toMatchObject({ email });
	}
	expect((await userOf(user.email))?.id).toBe(user.id);
});

test('the same subject at another provider, or at another issuer, is somebody else', async () => {
	const user = await createUser();
	const claims = newClaims();
	await connect(user.id, claims);
	const browser = openBrowser();
	const back = two.approve(await leave(browser, 'two'), claims);
	expect(to(await browser.get(back))[1]).toMatch(/^\/welcome/);
	expect((await userOf(claims.email))?.id).not.toBe(user.id);

	const moved = newClaims();
	const former = { provider: 'one', issuer: 'https://former.example', subject: moved.sub };
	await db.insert(oauthAccounts).values({ ...former, userId: (await createUser()).id });
	expect(to(await signInWith(openBrowser(), moved))[1]).toMatch(/^\/welcome/);
});

test('the address of an account never opens it: the owner signs in, and connects by a button', async () => {
	const user = await createUser({ password: PASSWORD });
	const browser = openBrowser();
	const claims = newClaims({ email: user.email });
	const response = await signInWith(browser, claims, '/settings/profile');
	expect(to(response)).toEqual([303, '/sign-in?redirectTo=%2Fsettings%2Fprofile']);
	expect(await isSignedIn(browser)).toBe(false);
	expect(await (await browser.get('/sign-in')).text()).toContain(user.email);

	expect(to(await signIn(browser, user.email, PASSWORD))).toEqual([303, '/settings/connections']);
	// Not by itself.
	expect(await connectionsOf(user.id)).toEqual([]);
	const page = await (await browser.get('/settings/connections')).text();
	expect(page).toContain('Connect One?');
	const connected = await browser.post('/settings/connections?/connectPending', {
		provider: 'one'
	});
	expect(to(connected)).toEqual([303, '/settings/profile']);
	expect((await connectionsOf(user.id)).map(({ subject }) => subject)).toEqual([claims.sub]);
	await mailAbout(user.email, 'One was connected');

	expect(to(await signInWith(openBrowser(), claims))).toEqual([303, '/']);
	expect(
		to(await browser.post('/settings/connections?/connectPending', { provider: 'one' }))[0]
	).toBe(400);
});

test('a sign-in by any other account drops the identity that waits', async () => {
	const [owner, other] = [
		await createUser({ password: PASSWORD }),
		await createUser({ password: PASSWORD })
	];
	const browser = openBrowser();
	await signInWith(browser, newClaims({ email: owner.email }));
	expect(await db.$count(pendingConnections, eq(pendingConnections.email, owner.email))).toBe(1);
	expect(to(await signIn(browser, other.email, PASSWORD))).toEqual([303, '/']);
	expect(await db.$count(pendingConnections, eq(pendingConnections.email, owner.email))).toBe(0);
	await browser.post('/sign-out');
	expect(to(await signIn(browser, owner.email, PASSWORD))).toEqual([303, '/']);
	expect(await connectionsOf(owner.id)).toEqual([]);
});

test('an identity that waits in one browser cannot be connected in another', async () => {
	const user = await createUser({ password: PASSWORD });
	await signInWith(openBrowser(), newClaims({ email: user.email }));
	const browser = openBrowser();
	expect(to(await signIn(browser, user.email, PASSWORD))).toEqual([303, '/']);
	const response = await browser.post('/settings/connections?/connectPending', { provider: 'one' });
	expect(response.status).toBe(400);
	expect(await connectionsOf(user.id)).toEqual([]);
});

test.each([
	['is not confirmed', { email_verified: false }],
	['says nothing of being confirmed', { email_verified: undefined }],
	['is missing', { email: undefined }],
	['is none that we take', { email: 'not an address' }]
])('when the address %s, one is proved by mail first', async (_, part) => {
	const browser = openBrowser();
	const claims = newClaims(part);
	expect(to(await signInWith(browser, claims, '/settings/profile'))).toEqual([
		303,
		'/sign-up/address'
	]);
	expect(await isSignedIn(browser)).toBe(false);
	const email = newAddress();
	expect((await browser.post('/sign-up/address', { email: 'nonsense' })).status).toBe(400);
	expect(to(await browser.post('/sign-up/address', { email }))).toEqual([303, '/sign-up/verify']);
	const done = await browser.post('/sign-up/verify', { code: codeIn(await lastMailTo(email)) });
	expect(to(done)).toEqual([303, '/welcome?redirectTo=%2Fsettings%2Fprofile']);
	const user = await userOf(email);
	expect((await connectionsOf(user!.id)).map(({ subject }) => subject)).toEqual([claims.sub]);
	expect(to(await signInWith(openBrowser(), claims))).toEqual([303, '/']);
});

test('the page for an address answers alike whether an account exists or not', async () => {
	const owner = await createUser({ password: PASSWORD });
	const answers = [];
	for (const email of [owner.email, newAddress()]) {
		const browser = openBrowser();
		await signInWith(browser, newClaims({ email: undefined }));
		const response = await browser.post('/sign-up/address', { email });
		const page = await (await browser.get('/sign-up/verify')).text();
		answers.push([
			...to(response),
			page.replaceAll(email, '').replace(/nonce="[^"]*"/g, '').length
		]);
	}
	expect(answers[0]).toEqual(answers[1]);
});

test('a proved address that has an account leads to proving the account, then to the button', async () => {
	const owner = await createUser({ password: PASSWORD });
	const browser = openBrowser();
	const claims = newClaims({ email: undefined });
	await signInWith(browser, claims);
	await browser.post('/sign-up/address', { email: owner.email });
	const mail = await lastMailTo(owner.email);
	expect(mail.text).not.toContain('token=');
	const proved = await browser.post('/sign-up/verify', { code: codeIn(mail) });
	expect(to(proved)).toEqual([303, '/sign-in?redirectTo=%2F']);
	expect(await isSignedIn(browser)).toBe(false);
	expect(to(await signIn(browser, owner.email, PASSWORD))).toEqual([303, '/settings/connections']);
	await browser.post('/settings/connections?/connectPending', { provider: 'one' });
	expect((await connectionsOf(owner.id)).map(({ subject }) => subject)).toEqual([claims.sub]);
});

test('the link of such a mail in another browser makes an account without the identity', async () => {
	const claims = newClaims({ email: undefined });
	const attacker = openBrowser();
	await signInWith(attacker, claims);
	const email = newAddress();
	await attacker.post('/sign-up/address', { email });
	const victim = openBrowser();
	const token = tokenIn(await lastMailTo(email));
	expect((await victim.post('/sign-up/verify?/token', { token })).status).toBe(400);
	const done = await victim.post('/sign-up/verify?/token', { token, password: OTHER_PASSWORD });
	expect(to(done)).toEqual([303, '/']);
	const user = await userOf(email);
	expect(await connectionsOf(user!.id)).toEqual([]);
	expect(to(await signInWith(openBrowser(), claims))).toEqual([303, '/sign-up/address']);
});

test("a stranger's pending sign-up of the address is void once its owner came by provider", async () => {
	const claims = newClaims();
	const attacker = openBrowser();
	await attacker.post('/sign-up', { email: claims.email, password: PASSWORD, redirectTo: '/' });
	const code = codeIn(await lastMailTo(claims.email));
	const victim = openBrowser();
	expect(to(await signInWith(victim, claims))[1]).toMatch(/^\/welcome/);
	expect(await db.$count(signUps, eq(signUps.email, claims.email))).toBe(0);
	expect((await attacker.post('/sign-up/verify', { code })).status).toBe(400);
	expect((await signIn(openBrowser(), claims.email, PASSWORD)).status).toBe(400);
});

test("a stranger's pending connection of the address is void once its owner came by provider", async () => {
	const claims = newClaims();
	const attacker = openBrowser();
	const lie = newClaims({ email: claims.email, email_verified: false });
	expect(to(await signInWith(attacker, lie))).toEqual([303, '/sign-up/address']);
	await attacker.post('/sign-up/address', { email: claims.email });
	const code = codeIn(await lastMailTo(claims.email));
	const victim = openBrowser();
	expect(to(await signInWith(victim, claims))[1]).toMatch(/^\/welcome/);
	expect(await db.$count(pendingConnections, eq(pendingConnections.email, claims.email))).toBe(0);
	expect((await attacker.post('/sign-up/verify', { code })).status).toBe(400);
	expect((await attacker.post('/sign-up/address', { email: newAddress() })).status).toBe(400);
	const user = await userOf(claims.email);
	expect((await connectionsOf(user!.id)).map(({ subject }) => subject)).toEqual([claims.sub]);
});

test("a stranger's pending connection of the address is void once its owner signed up by mail", async () => {
	const email = newAddress();
	const attacker = openBrowser();
	await signInWith(attacker, newClaims({ email, email_verified: false }));
	const victim = openBrowser();
	await victim.post('/sign-up', { email, password: PASSWORD, redirectTo: '/' });
	await victim.post('/sign-up/verify', { code: codeIn(await lastMailTo(email)) });
	expect(await db.$count(pendingConnections, eq(pendingConnections.email, email))).toBe(0);
});

test('five tabs at once: each comes back to its own place, and there is one account', async () => {
	const browser = openBrowser();
	const claims = newClaims();
	const paths = ['/settings/profile', '/settings/security', '/', '/?a=1', '/?b=2'];
	const locations = [];
	for (const path of paths) locations.push(await leave(browser, 'one', path));
	const answers = await Promise.all(
		locations.map((location) => browser.get(one.approve(location, claims)))
	);
	const places = answers.map((response) => {
		const place = new URL(response.headers.get('location') ?? '', 'http://x');
		return place.searchParams.get('redirectTo') ?? place.pathname + place.search;
	});
	expect(places).toEqual(paths);
	expect(await db.$count(users, eq(users.email, claims.email))).toBe(1);
	expect(await isSignedIn(browser)).toBe(true);
});

test('50 sign-ins of one unknown identity at once make one account', async () => {
	const claims = newClaims();
	const ways = await Promise.all(
		Array.from({ length: 50 }, async () => {
			const browser = openBrowser();
			return { browser, back: one.approve(await leave(browser), claims) };
		})
	);
	const answers = await Promise.all(ways.map(({ browser, back }) => browser.get(back)));
	expect(answers.every(({ status }) => status === 303)).toBe(true);
	expect(await db.$count(users, eq(users.email, claims.email))).toBe(1);
});

test('somebody who is signed in gets no second account in passing', async () => {
	const user = await createUser({ password: PASSWORD });
	const browser = openBrowser();
	const back = one.approve(await leave(browser), newClaims());
	await signIn(browser, user.email, PASSWORD);
	const response = await browser.get(back);
	expect(response.status).toBe(400);
	expect(await response.text()).toContain('You are signed in already');
	expect(await isSignedIn(browser)).toBe(true);
});

test('the sign-in page remembers what this browser signed in with last', async () => {
	const browser = openBrowser();
	expect(await (await browser.get('/sign-in')).text()).not.toContain('Last used');
	await signInWith(browser, newClaims());
	await browser.post('/sign-out');
	expect(await (await browser.get('/sign-in')).text()).toMatch(
		/Continue with One[^]{0,200}Last used/
	);
});

test('no mail tells anybody of a sign-in that did not happen', async () => {
	const user = await createUser({ password: PASSWORD });
	await signInWith(openBrowser(), newClaims({ email: user.email }));
	expect(await mailsTo(user.email)).toEqual([]);
});

test('the database holds nothing of a transaction that opens anything', async () => {
	const browser = openBrowser();
	const location = new URL(await leave(browser));
	const rows = JSON.stringify(await db.select().from(oauthTransactions));
	const cookies = browser.jar.names().filter((name) => name.startsWith('oauth-'));
	const secrets = [
		...cookies.map((name) => browser.jar.get(name)!),
		location.searchParams.get('state')!.split('.')[1]!,
		location.searchParams.get('nonce')!,
		location.searchParams.get('code_challenge')!
	];
	for (const secret of secrets) expect(rows).not.toContain(secret);
});

test("a provider's tokens are used on the server and reach neither database nor browser", async () => {
	one.issued.length = 0;
	const browser = openBrowser();
	const claims = newClaims();
	const answers = [await signInWith(browser, claims), await browser.get('/settings/connections')];
	expect(one.issued).toHaveLength(3);
	const tables = await db.all<{ name: string }>(
		sql`select name from sqlite_schema where type = 'table'`
	);
	const rows = tables.map(({ name }) => db.all(sql`select * from ${sql.identifier(name)}`));
	const seen = JSON.stringify([
		await Promise.all(rows),
		await Promise.all(answers.map(async (one) => [[...one.headers], await one.text()]))
	]);
	// The search itself works.
	expect(seen).toContain(claims.sub);
	for (const token of one.issued) expect(seen).not.toContain(token);
});
