import { hash } from '@node-rs/argon2';
import type { Cookies } from '@sveltejs/kit';
import { asc, eq } from 'drizzle-orm';
import {
	accountEnds,
	signInEnds,
	stepStates,
	stepWays,
	takesStep,
	trustedWays,
	type AccountState,
	type StepState,
	type StepWay
} from '../../scripts/lib/sign-in-matrix.ts';
import { describe, expect, test, vi } from 'vitest';
import { connect, newClaims, signInWith } from '../support/providers';
import { db } from '@/server/db/client';
import { createToken, hashToken } from '@/server/secrets';
import { securityEvents, type SecurityEventType } from '$modules/activity/models/z.security-event';
import { rememberKnownBrowser } from '$modules/auth/api/browser/known-browser';
import { createChallenge } from '$modules/auth/api/factors/webauthn/challenge';
import { createMailedToken } from '$modules/auth/api/token/token-store';
import { invitations } from '$modules/auth/models/z.invitation';
import { delayedRecoveries } from '$modules/auth/models/z.delayed-recovery';
import { passkeys } from '$modules/auth/models/z.passkey';
import { passwords } from '$modules/auth/models/z.password';
import { pendingSignIns } from '$modules/auth/models/z.pending-sign-in';
import { sessions, type SignInMethod } from '$modules/auth/models/z.session';
import { users, type User } from '$modules/auth/models/z.user';
import type { MailTemplate } from '$modules/mail/api/outbox/create-mail';
import { outbox } from '$modules/mail/models/z.outbox';
import { openBrowser, type Browser } from '../support/app';
import { createAuthenticator } from '../support/authenticator';
import { createUser } from '../support/factories';
import { lastMailTo } from '../support/mails';
import { askedBy } from '../support/passkeys';
import { newAddress, PASSWORD, signIn } from '../support/people';
import { addApp, addRecoveryCodes } from '../support/second-factor';
import { devicesOf, trust } from '../support/trusted-devices';

/**
 * Every way to begin a session × every set of ways in that an account has × a known or an unknown
 * browser × an open, a closed or a suspended account × what the account asks for as a second step: where each ends,
 * and what it leaves behind. Then each second step, behind each way in that asks for one. Each goes
 * through the door that a person takes.
 */

// Read at the first request.
vi.hoisted(() => (process.env.RECOVERY_DELAY_HOURS = '24'));

const HERE = '/settings/profile';
const factors = ['password', 'passkey', 'provider'] as const;
type Factor = (typeof factors)[number];
/** One that is both is in `suspend-account.test.ts`. */
const accounts = ['open', 'closed', 'suspended'] as const satisfies AccountState[];
type Account = (typeof accounts)[number];
/** What the record says of a sign-in that took every step. */
const signedIn = {
	open: 'signed-in',
	closed: 'signed-in-closed',
	suspended: 'signed-in-suspended'
} as const;
const factorSets = factors.reduce<Factor[][]>(
	(sets, factor) => [...sets, ...sets.map((set) => [...set, factor])],
	[[]]
);

type Person = {
	email: string;
	/** None where there is no account yet. */
	user?: User;
	claims: ReturnType<typeof newClaims>;
	synced: ReturnType<typeof createAuthenticator>;
	bound: ReturnType<typeof createAuthenticator>;
	/** What makes codes, where the account has such an app. */
	app?: Awaited<ReturnType<typeof addApp>>;
};

type Column = {
	name: string;
	/** The sets of ways in with which an account can be come into by this one. */
	opens: (set: Factor[]) => boolean;
	/** The answer where it opens nothing. */
	otherwise: { status: number; place: string | null };
	/** Where that is another one for an account that nothing opens yet. */
	atNothing?: string;
	/** Where somebody without an account ends up. */
	first: 'refused' | 'session' | 'welcome' | 'set-up';
	/** What proves it, as the session keeps it. */
	amr: string;
	/** By what the record remembers it. */
	via: string;
	/** It proves the address anew, so that no browser is news. */
	provesAddress?: boolean;
	/** It leaves an account that had nothing without a way in. */
	setsUp?: boolean;
	/** What an account that is new is told besides. */
	mails?: MailTemplate[];
	/** What is recorded, and told by mail, before the sign-in itself. */
	comesWith?: { event: SecurityEventType; via: string; mail: MailTemplate };
	/** What the record says of how an account began by it. */
	beganBy?: string;
	/** Where it leads, wherever somebody was going. */
	leadsTo?: string;
	come: (person: Person, browser: Browser) => Promise<Response>;
};

const has = (factor: Factor) => (set: Factor[]) => set.includes(factor);
const hasNothing = (set: Factor[]) => set.length === 0;

/** Posts what this browser's passkey answers to the sign-in page. */
function usePasskey(key: Person['synced'], browser: Browser): Promise<Response> {
	const own = createToken();
	browser.jar.set('passkey', own);
	const challenge = createChallenge({ purpose: 'sign-in', binding: { browser: own } });
	const credential = key.get({ challenge });
	return browser.post('/sign-in?/passkey', { credential, redirectTo: HERE });
}

/** Signs up, and proves the address by the link of the mail, if it has one. */
async function signUp(email: string, browser: Browser, wayIn: Record<string, string>) {
	const begun = await browser.post('/sign-up', { email, redirectTo: HERE, ...wayIn });
	const { text } = await lastMailTo(email);
	const token = /[?&]token=([\w-]+)/.exec(text)?.[1];
	return token ? browser.post('/sign-up/verify?/token', { token }) : begun;
}

/** Finishes a delayed recovery whose time is over, by its last link. */
async function recover({ email, user }: Person, browser: Browser): Promise<Response> {
	const now = new Date();
	let token = createToken();
	if (user) {
		const times = { requestedAt: now, startedAt: now, remindedAt: now, dueAt: now, offeredAt: now };
		await db.insert(delayedRecoveries).values({ userId: user.id, ...times });
		const link = { purpose: 'recovery-finish', email, userId: user.id, now } as const;
		token = await createMailedToken(link, db);
	}
	return browser.post('/recover/finish', { token });
}

/** Accepts an invitation of the address, by the link of its mail. */
async function acceptInvitation({ email }: Person, browser: Browser): Promise<Response> {
	const now = new Date();
	const expiresAt = new Date(now.getTime() + 60_000);
	const id = crypto.randomUUID();
	const invitation = { id, email, invitedBy: 'operator', createdAt: now, mailedAt: now, expiresAt };
	await db.insert(invitations).values(invitation);
	const link = { purpose: 'invitation', email, invitationId: id, now } as const;
	const token = await createMailedToken(link, db);
	return browser.post('/invitation', { token, password: PASSWORD });
}

/** A method without its column is a type error. */
const columns: Record<SignInMethod, Column[]> = {
	password: [
		{
			name: 'password',
			opens: has('password'),
			otherwise: { status: 400, place: null },
			first: 'refused',
			amr: 'pwd',
			via: 'password',
			come: ({ email }, browser) => signIn(browser, email, PASSWORD, HERE)
		}
	],
	provider: [
		{
			name: 'provider',
			opens: has('provider'),
			// The identity waits there for the account's owner.
			otherwise: { status: 303, place: `/sign-in?${new URLSearchParams({ redirectTo: HERE })}` },
			// Such an account has no owner who could sign in: its address is proved first.
			atNothing: '/sign-up/address',
			first: 'welcome',
			amr: 'provider',
			via: 'one',
			mails: ['account-created'],
			come: ({ claims }, browser) => signInWith(browser, claims, HERE)
		}
	],
	passkey: [
		{
			name: 'synced passkey',
			opens: has('passkey'),
			otherwise: { status: 400, place: null },
			first: 'refused',
			amr: 'swk user mfa',
			via: 'passkey',
			come: ({ synced }, browser) => usePasskey(synced, browser)
		},
		{
			name: 'passkey of one device',
			opens: has('passkey'),
			otherwise: { status: 400, place: null },
			first: 'refused',
			amr: 'hwk user mfa',
			via: 'passkey',
			come: ({ bound }, browser) => usePasskey(bound, browser)
		}
	],
	'delayed-recovery': [
		{
			name: 'last link of a delayed recovery',
			opens: () => true,
			otherwise: { status: 400, place: null },
			first: 'refused',
			amr: 'mail',
			via: 'delayed-recovery',
			provesAddress: true,
			comesWith: { event: 'recovery-finished', via: 'mail', mail: 'recovery-finished' },
			leadsTo: '/settings/security',
			come: recover
		}
	],
	'sign-up': [
		{
			name: 'sign-up with a password',
			opens: hasNothing,
			// As for any other address: only its mail is another.
			otherwise: { status: 303, place: '/sign-up/verify' },
			first: 'session',
			amr: 'mail',
			via: 'sign-up',
			provesAddress: true,
			come: ({ email }, browser) => signUp(email, browser, { password: PASSWORD })
		},
		{
			name: 'sign-up without a password',
			opens: hasNothing,
			// As for any other address: only its mail is another.
			otherwise: { status: 303, place: '/sign-up/verify' },
			first: 'set-up',
			amr: 'mail',
			via: 'sign-up',
			provesAddress: true,
			setsUp: true,
			come: ({ email }, browser) => signUp(email, browser, { method: 'passkey' })
		},
		{
			name: 'invitation',
			opens: hasNothing,
			otherwise: { status: 400, place: null },
			first: 'session',
			amr: 'mail',
			via: 'sign-up',
			provesAddress: true,
			beganBy: 'invitation',
			leadsTo: '/',
			come: acceptInvitation
		}
	]
};

const passwordHash = await hash(PASSWORD);

async function createPerson(
	set: Factor[],
	{ account, step }: { account: Account; step: StepState }
): Promise<Person> {
	const user = await createUser();
	const { id: userId, email } = user;
	const person: Person = { ...newPerson(email), user };
	if (step === 'app') person.app = await addApp(userId);
	if (step === 'switch') {
		await db.update(users).set({ asksSecondStep: true }).where(eq(users.id, userId));
	}
	if (step === 'required') {
		await db.update(users).set({ factorRequiredAt: new Date() }).where(eq(users.id, userId));
	}
	if (set.includes('password')) await db.insert(passwords).values({ userId, hash: passwordHash });
	if (set.includes('provider')) await connect(userId, person.claims);
	if (set.includes('passkey')) {
		await db.insert(passkeys).values([person.synced.row(user), person.bound.row(user)]);
	}
	// One that was begun without a way in and has none yet.
	if (set.length === 0)
		await db.update(users).set({ unsettledSince: new Date() }).where(eq(users.id, userId));
	const now = new Date();
	const shut = { open: {}, closed: { closedAt: now }, suspended: { suspendedAt: now } }[account];
	if (account !== 'open') await db.update(users).set(shut).where(eq(users.id, userId));
	return person;
}

const newPerson = (email = newAddress()): Person => ({
	email,
	claims: newClaims({ email }),
	synced: createAuthenticator(),
	bound: createAuthenticator({ isBound: true, transports: ['usb'] })
});

/** Makes a browser one that has signed in to an account before. */
function know(browser: Browser, userId: string): void {
	const cookies = {
		get: () => undefined,
		set: (name: string, value: string) => browser.jar.set(name, value)
	};
	const account = { userId, signedInAt: new Date(), method: undefined };
	rememberKnownBrowser(cookies as unknown as Cookies, account);
}

/** Everything that a sign-in may leave behind: with the browser, in the tables, for the mail. */
async function traces({ email }: Person, browser: Browser, response: Response) {
	const user = await db.select().from(users).where(eq(users.email, email)).get();
	const userId = user?.id ?? '';
	const kept = { method: sessions.method, amr: sessions.amr, passkeyId: sessions.passkeyId };
	const { method, amr, passkeyId, newBrowser } = pendingSignIns;
	const { type, method: via, newBrowser: isNew } = securityEvents;
	const rows = await Promise.all([
		db
			.select({ ...kept, missing: sessions.missing })
			.from(sessions)
			.where(eq(sessions.userId, userId)),
		db
			.select({ method, amr, passkeyId, newBrowser })
			.from(pendingSignIns)
			.where(eq(pendingSignIns.userId, userId)),
		db
			.select({ type, via, isNew })
			.from(securityEvents)
			.where(eq(securityEvents.userId, userId))
			.orderBy(asc(securityEvents.seq)),
		db
			.select({ template: outbox.template })
			.from(outbox)
			.where(eq(outbox.recipient, email))
			.orderBy(asc(outbox.createdAt))
	]);
	return {
		status: response.status,
		place: response.headers.get('location'),
		cookies: ['known', 'pending', 'session'].filter((name) => browser.jar.get(name)),
		sessions: rows[0],
		waiting: rows[1],
		record: rows[2],
		mails: rows[3].map(({ template }) => template)
	};
}

const passkeyOf = async ({ synced, bound }: Person, amr: string) => {
	const key = { 'swk user mfa': synced, 'hwk user mfa': bound }[amr];
	if (!key) return null;
	const found = await db
		.select({ id: passkeys.id })
		.from(passkeys)
		.where(eq(passkeys.credentialId, key.id))
		.get();
	return found?.id ?? null;
};

const stepPageTo = (redirectTo: string) =>
	`/sign-in/second-factor?${new URLSearchParams({ redirectTo })}`;
const stepPage = stepPageTo(HERE);

/** The states that an account with these ways in can be in. */
const statesOf = (set: Factor[]) =>
	(Object.keys(stepStates) as StepState[]).filter(
		(step) => step === 'none' || step === 'app' || set.includes('passkey')
	);

const setUpPage = (redirectTo: string) => `/welcome/passkey?${new URLSearchParams({ redirectTo })}`;

test('every way in stands in the printed matrix', () => {
	const names = Object.values(columns).flatMap((all) => all.map(({ name }) => name));
	expect(Object.keys(signInEnds)).toEqual(expect.arrayContaining(names));
});

describe.each(
	Object.entries(columns).flatMap(([method, all]) => all.map((one) => ({ method, ...one })))
)(
	'$name',
	({
		name,
		method,
		opens,
		otherwise,
		atNothing,
		first,
		amr,
		via,
		provesAddress = false,
		setsUp = false,
		mails = [],
		comesWith,
		beganBy = method === 'provider' ? via : null,
		leadsTo = HERE,
		come
	}) => {
		const cells = factorSets.flatMap((set) =>
			// What opens nothing does so whatever is asked for behind it.
			(opens(set) ? statesOf(set) : (['none'] as const)).flatMap((step) =>
				[true, false].flatMap((isKnown) =>
					accounts.map((account) => ({
						set,
						ways: set.join(' + ') || 'no way in yet',
						step,
						asks: stepStates[step],
						isKnown,
						account,
						browser: isKnown ? 'a known browser' : 'an unknown browser'
					}))
				)
			)
		);
		const missing = setsUp ? 'way-in' : null;
		const nothing = { sessions: [], waiting: [], mails: [] };

		test.each(cells)('$browser, $account account with $ways, $asks', async (cell) => {
			const { set, step, isKnown, account } = cell;
			const person = await createPerson(set, { account, step });
			const browser = openBrowser();
			if (isKnown) know(browser, person.user!.id);
			const before = isKnown ? ['known'] : [];
			const isNew = !isKnown && !provesAddress;

			const response = await come(person, browser);
			const found = await traces(person, browser, response);

			if (!opens(set)) {
				const place = (hasNothing(set) && atNothing) || otherwise.place;
				expect(found).toMatchObject({ ...otherwise, place, cookies: before, ...nothing });
				const successes = found.record.filter(({ type }) => type.startsWith('signed-in'));
				expect(successes).toEqual([]);
				return;
			}

			const passkeyId = await passkeyOf(person, amr);
			const proof = { method, amr, passkeyId };
			// A password that came with the proof of the address is an entry of its own.
			const earlier =
				method === 'sign-up' && !setsUp
					? [{ type: 'password-set', via: null, isNew: false }]
					: comesWith
						? [{ type: comesWith.event, via: comesWith.via, isNew: false }]
						: [];
			const told = comesWith ? [comesWith.mail] : [];
			const inside = {
				status: 303,
				cookies: setsUp ? [...before, 'session'] : ['known', 'session'],
				sessions: [{ ...proof, missing }],
				waiting: []
			};
			if (signInEnds[name]?.[step] === 'step') {
				// Open or not: what the account asks for comes first.
				expect(found).toEqual({
					status: 303,
					place: stepPageTo(leadsTo),
					cookies: [...before, 'pending'],
					sessions: [],
					waiting: [{ ...proof, newBrowser: isNew }],
					record: [...earlier, { type: 'second-step-asked', via, isNew }],
					mails: []
				});
				return;
			}
			if (account === 'open') {
				expect(found).toEqual({
					...inside,
					place: setsUp ? setUpPage(HERE) : leadsTo,
					record: [...earlier, { type: 'signed-in', via, isNew }],
					mails: isNew ? ['new-sign-in'] : told
				});
				return;
			}

			const closed = [...earlier, { type: signedIn[account], via, isNew }];
			const atTheDoor = {
				cookies: [...before, 'pending'],
				sessions: [],
				waiting: [{ ...proof, newBrowser: isNew }],
				record: closed,
				mails: told
			};
			expect(found).toEqual({ status: 303, place: accountEnds[account], ...atTheDoor });
			if (account === 'suspended') {
				const refused = await browser.post('/account-closed?/reopen');
				expect(await traces(person, browser, refused)).toEqual({
					status: 400,
					place: null,
					...atTheDoor
				});
				return;
			}

			const reopened = await browser.post('/account-closed?/reopen');
			expect(await traces(person, browser, reopened)).toEqual({
				...inside,
				place: setsUp ? setUpPage('/') : '/',
				record: [
					...closed,
					{ type: 'account-reopened', via: null, isNew: false },
					{ type: 'signed-in', via, isNew }
				],
				mails: isNew ? ['account-reopened', 'new-sign-in'] : [...told, 'account-reopened']
			});
		});

		test('nobody’s address', async () => {
			const person = newPerson();
			const browser = openBrowser();
			const found = await traces(person, browser, await come(person, browser));
			if (first === 'refused') {
				expect(found).toEqual({ ...otherwise, cookies: [], ...nothing, record: [] });
				return;
			}
			const place = { session: leadsTo, 'set-up': setUpPage(HERE) }[first as 'session'];
			const asked = `/welcome?${new URLSearchParams({ redirectTo: HERE })}`;
			expect(found).toEqual({
				status: 303,
				place: place ?? asked,
				cookies: first === 'set-up' ? ['session'] : ['known', 'session'],
				sessions: [{ method, amr, passkeyId: null, missing }],
				waiting: [],
				record: [
					{ type: 'signed-up', via: beganBy, isNew: false },
					{ type: 'signed-in', via, isNew: false }
				],
				mails
			});
		});
	}
);

/** Takes the second step that is asked for in a browser. */
const takeStep: Record<StepWay, (person: Person, browser: Browser) => Promise<Response>> = {
	'code of the app': ({ app }, browser) =>
		browser.post(stepPage.replace('?', '?/totp&'), { code: app?.code() ?? '123456' }),
	async 'recovery code'({ user }, browser) {
		const [code = ''] = await addRecoveryCodes(user!.id);
		return browser.post(stepPage.replace('?', '?/recovery&'), { code });
	},
	async passkey({ synced }, browser) {
		const options = await askedBy(browser, stepPage).catch(() => ({ challenge: 'none' }));
		const credential = synced.get(options);
		return browser.post(stepPage.replace('?', '?/passkey&'), { credential });
	}
};

/** What each adds to what proved the sign-in, and to what the record says of it. */
const steps: Record<StepWay, { amr: string; via: string }> = {
	'code of the app': { amr: 'otp mfa', via: 'totp' },
	'recovery code': { amr: 'recovery mfa', via: 'recovery-code' },
	passkey: { amr: 'swk user mfa', via: 'passkey' }
};

describe.each([columns.password[0]!, columns.provider[0]!])('the step behind $name', (column) => {
	const { opens, amr, via, come } = column;
	const cells = factorSets.filter(opens).flatMap((set) =>
		statesOf(set).flatMap((step) =>
			stepWays.flatMap((way) =>
				accounts.map((account) => ({
					set,
					ways: set.join(' + '),
					step,
					asks: stepStates[step],
					way,
					account
				}))
			)
		)
	);
	const asked = cells.filter(({ step }) => step !== 'none');

	test.each(asked)('$way, $account account with $ways, $asks', async (cell) => {
		const { set, step, way, account } = cell;
		const isOpen = account === 'open';
		const person = await createPerson(set, { account, step });
		const browser = openBrowser();
		know(browser, person.user!.id);
		await come(person, browser);
		const found = await traces(person, browser, await takeStep[way](person, browser));
		const before = { type: 'second-step-asked', via, isNew: false };
		if (!takesStep(way, { state: step, hasPasskey: set.includes('passkey') })) {
			expect(found).toMatchObject({ status: 400, sessions: [], record: [before] });
			return;
		}
		const used =
			way === 'recovery code' ? [{ type: 'recovery-code-used', via: null, isNew: false }] : [];
		const proof = {
			method: column === columns.password[0] ? 'password' : 'provider',
			amr: `${amr} ${steps[way].amr}`,
			passkeyId: way === 'passkey' ? await passkeyOf(person, 'swk user mfa') : null
		};
		const after = { via: `${via}+${steps[way].via}`, isNew: false };
		expect({ ...found, mails: [] }).toEqual({
			status: 303,
			place: isOpen ? HERE : accountEnds[account],
			cookies: isOpen ? ['known', 'session'] : ['known', 'pending'],
			sessions: isOpen ? [{ ...proof, missing: null }] : [],
			waiting: isOpen ? [] : [{ ...proof, newBrowser: false }],
			record: expect.arrayContaining([{ type: signedIn[account], ...after }, ...used]),
			mails: []
		});
		if (account !== 'closed') return;
		const reopened = await traces(person, browser, await browser.post('/account-closed?/reopen'));
		expect(reopened).toMatchObject({ sessions: [{ ...proof, missing: null }], waiting: [] });
	});
});

const anyWay = [
	...columns.password,
	...columns.provider,
	...columns.passkey,
	...columns['sign-up']
];

describe.each(anyWay)('$name, in a trusted browser', (column) => {
	const { name, opens, amr, via, provesAddress = false, leadsTo = HERE, come } = column;
	// One set of ways in is enough: what others there are makes no difference to any of it.
	const set = factorSets.findLast((one) => opens(one))!;
	const cells = statesOf(set).flatMap((step) =>
		accounts.map((account) => ({ step, asks: stepStates[step], account }))
	);
	const asked = cells.filter(({ step }) => step !== 'none');

	test.each(asked)('$account account that asks for $asks', async ({ step, account }) => {
		const isOpen = account === 'open';
		const person = await createPerson(set, { account, step });
		const userId = person.user!.id;
		const browser = openBrowser();
		know(browser, userId);
		const token = await trust(userId, browser);
		await db.delete(securityEvents).where(eq(securityEvents.userId, userId));

		const found = await traces(person, browser, await come(person, browser));
		const standsIn = trustedWays.includes(name) && isOpen;
		// To prove the address of an account that nobody had the key of ends what others had there.
		const isKept = !provesAddress;
		const rows = await devicesOf(userId);
		expect(rows).toHaveLength(isKept ? 1 : 0);
		if (isKept) expect(rows[0]?.hash === hashToken(token)).toBe(!standsIn);
		const isIn = signInEnds[name]?.[step] === 'in' || standsIn;
		const place = isIn && !isOpen ? accountEnds[account] : stepPageTo(leadsTo);
		expect(found).toMatchObject(
			isIn && isOpen
				? { place: HERE, sessions: [{ amr }], waiting: [], record: [{ type: 'signed-in', via }] }
				: { place, sessions: [], waiting: [{ amr }] }
		);
		const began = await db.select().from(sessions).where(eq(sessions.userId, userId));
		for (const { confirmedAt } of began) {
			expect(confirmedAt.getTime() === 0).toBe(standsIn);
		}
	});
});
