import { eq } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { siteName } from '@/site';
import { createAuthenticator } from '$tests/authenticator';
import { createUser } from '$tests/factories';
import { mailsTo } from '$tests/mails';
import { db } from '@/server/db/client';
import { hashToken } from '@/server/secrets';
import { securityEvents } from '$modules/activity/models/z.security-event';
import { passkeys } from '../../../models/z.passkey';
import { sessions } from '../../../models/z.session';
import { usedChallenges } from '../../../models/z.used-challenge';
import { createSession, rotateSession } from '../../session/session-store';
import { creationOptions } from '../webauthn/passkey-options';
import { createPasskey } from './create-passkey';
import { PASSKEYS_MAX } from './passkey-store';
import { renamePasskey } from './rename-passkey';

const client = {
	address: '198.51.100.7',
	userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'
};

/** Somebody who has just signed in, and what they can do with passkeys. */
async function someone() {
	const user = await createUser();
	const now = new Date();
	const token = await createSession(
		{ userId: user.id, method: 'password', amr: 'pwd', client, now },
		db
	);
	const owner = { userId: user.id, sessionId: hashToken(token) };
	const session = await db.select().from(sessions).where(eq(sessions.id, owner.sessionId)).get();
	const startedAt = session!.createdAt;
	const binding = { userId: user.id, startedAt };
	const account = { handle: user.passkeyHandle!, email: user.email, displayName: null };
	const add = (credential: string, name?: string, isAutomatic = false) => {
		const named = name !== undefined && { name };
		return createPasskey({ owner, startedAt, credential, isAutomatic, client, ...named });
	};
	return {
		user,
		owner,
		startedAt,
		add,
		/** As the page has them. */
		options: async (isAutomatic = false) =>
			(await creationOptions({ account, exclude: [], binding, isAutomatic }))!,
		passkeys: () => db.select().from(passkeys).where(eq(passkeys.userId, user.id)),
		events: async () =>
			(await db.select().from(securityEvents).where(eq(securityEvents.userId, user.id))).map(
				({ type, method }) => [type, method]
			),
		mails: async () => (await mailsTo(user.email)).map(({ subject }) => subject)
	};
}
type Person = Awaited<ReturnType<typeof someone>>;

/** Passkeys that nobody made by hand. */
async function fill({ user }: Person, count: number) {
	const rows = Array.from({ length: count }, () => createAuthenticator().row(user));
	if (rows.length > 0) await db.insert(passkeys).values(rows);
}

const used = () => db.$count(usedChallenges);

test('a passkey is stored with its name, and the owner finds it in the record and in a mail', async () => {
	const ada = await someone();
	const authenticator = createAuthenticator({ aaguid: 'd548826e-79b4-db40-a3d8-11116f7e8349' });
	const result = await ada.add(authenticator.create(await ada.options()));
	const [row, ...others] = await ada.passkeys();
	expect(others).toEqual([]);
	const nothingElse = { isFirst: false, endedAt: null, token: null };
	expect(result).toEqual({ ok: true, id: row?.id, ...nothingElse });
	expect(row).toMatchObject({
		credentialId: authenticator.id,
		userId: ada.user.id,
		name: 'Bitwarden',
		aaguid: 'd548826e-79b4-db40-a3d8-11116f7e8349',
		// The site that it works for.
		rpId: 'localhost',
		transports: ['internal', 'hybrid'],
		isAutomatic: false,
		lastUsedAt: null
	});
	expect(await ada.events()).toEqual([['passkey-added', 'Bitwarden']]);
	expect(await ada.mails()).toEqual([`A passkey was added to your ${siteName} account`]);

	await ada.add(createAuthenticator().create(await ada.options()), 'Blue key');
	await ada.add(createAuthenticator().create(await ada.options()), '');
	const names = (await ada.passkeys()).map(({ name }) => name).sort();
	expect(names).toEqual(['Bitwarden', 'Blue key', 'Firefox on Linux']);
});

test('one that was made without a word is marked, and only where the page asked for that', async () => {
	const ada = await someone();
	const silent = { flags: { up: false, uv: false } };
	expect(await ada.add(createAuthenticator().create(await ada.options(), silent))).toEqual({
		ok: false,
		reason: 'invalid'
	});
	// Nor by the settings' own form, whoever asked for the challenge.
	const made = createAuthenticator().create(await ada.options(true), silent);
	expect(await ada.add(made)).toEqual({ ok: false, reason: 'invalid' });
	await ada.add(made, undefined, true);
	expect((await ada.passkeys()).map(({ isAutomatic }) => isAutomatic)).toEqual([true]);
});

test('what is sent twice is stored once, one after the other or at the same moment', async () => {
	const ada = await someone();
	const credential = createAuthenticator().create(await ada.options());
	const results = await Promise.all(Array.from({ length: 25 }, () => ada.add(credential)));
	expect(results.filter(({ ok }) => ok)).toHaveLength(1);
	const others = results.filter(({ ok }) => !ok);
	expect(others).toEqual(Array.from({ length: 24 }, () => ({ ok: false, reason: 'used' })));
	expect(await ada.add(credential)).toEqual({ ok: false, reason: 'used' });
	expect(await ada.passkeys()).toHaveLength(1);
	expect(await ada.events()).toHaveLength(1);
	expect(await ada.mails()).toHaveLength(1);
});

test('one challenge adds one passkey, though two authenticators answer it', async () => {
	const ada = await someone();
	const options = await ada.options();
	const results = await Promise.all(
		[1, 2, 3].map(() => ada.add(createAuthenticator().create(options)))
	);
	expect(results.filter(({ ok }) => ok)).toHaveLength(1);
	expect(await ada.passkeys()).toHaveLength(1);
});

test('several tabs do not spoil each other, nor does a confirmation that rotates the session', async () => {
	const ada = await someone();
	const [first, second, third] = await Promise.all([1, 2, 3].map(() => ada.options()));
	expect((await ada.add(createAuthenticator().create(second!))).ok).toBe(true);
	const token = await rotateSession(
		{ sessionId: ada.owner.sessionId, now: new Date(Date.now() + 1_000) },
		db
	);
	const owner = { ...ada.owner, sessionId: hashToken(token) };
	const session = await db.select().from(sessions).where(eq(sessions.id, owner.sessionId)).get();
	for (const options of [third!, first!]) {
		const credential = createAuthenticator().create(options);
		const { createdAt: startedAt } = session!;
		expect((await createPasskey({ owner, startedAt, credential, client })).ok).toBe(true);
	}
});

test('another account that is signed in meanwhile gets nothing, and neither does the first', async () => {
	const [ada, bob] = [await someone(), await someone()];
	const credential = createAuthenticator().create(await ada.options());
	const before = await used();
	expect(await bob.add(credential)).toEqual({ ok: false, reason: 'invalid' });
	// Nor another session of the same account.
	const startedAt = new Date(ada.startedAt.getTime() + 1);
	const elsewhere = await createPasskey({ owner: ada.owner, startedAt, credential, client });
	expect(elsewhere).toEqual({ ok: false, reason: 'invalid' });
	for (const person of [ada, bob]) {
		expect([await person.passkeys(), await person.events(), await person.mails()]).toEqual([
			[],
			[],
			[]
		]);
	}
	expect(await used()).toBe(before);
	expect((await ada.add(credential)).ok).toBe(true);
});

test('a credential that another account has is refused, and the challenge is good for the next one', async () => {
	const [ada, bob] = [await someone(), await someone()];
	const authenticator = createAuthenticator();
	await bob.add(authenticator.create(await bob.options()));
	const [bobs] = await bob.passkeys();
	const options = await ada.options();
	const before = await used();
	expect(await ada.add(authenticator.create(options))).toEqual({ ok: false, reason: 'exists' });
	expect(await used()).toBe(before);
	expect([await ada.passkeys(), await ada.events()]).toEqual([[], []]);
	expect(await bob.passkeys()).toEqual([bobs]);
	expect((await ada.add(createAuthenticator().create(options))).ok).toBe(true);
});

test('twenty are enough, counted under parallel posts', async () => {
	const ada = await someone();
	await fill(ada, PASSKEYS_MAX - 2);
	const options = await Promise.all([1, 2, 3, 4, 5].map(() => ada.options()));
	const results = await Promise.all(
		options.map((one) => ada.add(createAuthenticator().create(one)))
	);
	expect(results.filter(({ ok }) => ok)).toHaveLength(2);
	expect(results.filter((one) => !one.ok && one.reason === 'too-many')).toHaveLength(3);
	expect(await ada.passkeys()).toHaveLength(20);
});

test('a session that has ended adds nothing and renames nothing', async () => {
	const ada = await someone();
	const credential = createAuthenticator().create(await ada.options());
	await fill(ada, 1);
	const [passkey] = await ada.passkeys();
	await db.delete(sessions).where(eq(sessions.id, ada.owner.sessionId));
	const ended = { name: 'SessionEndedError' };
	await expect(ada.add(credential)).rejects.toMatchObject(ended);
	const rename = { owner: ada.owner, id: passkey!.id, name: 'Other', client };
	await expect(renamePasskey(rename)).rejects.toMatchObject(ended);
	expect(await ada.passkeys()).toEqual([passkey]);
});

test('a passkey is renamed, by nothing to the proposed name, and the record tells of each change', async () => {
	const ada = await someone();
	await fill(ada, 1);
	const { id } = (await ada.passkeys())[0]!;
	const rename = (name: string | null) => renamePasskey({ owner: ada.owner, id, name, client });
	const nameNow = async () => (await ada.passkeys())[0]?.name;
	expect(await rename('Work')).toBe(true);
	expect(await rename('Work')).toBe(true);
	expect(await nameNow()).toBe('Work');
	expect(await rename(null)).toBe(true);
	expect(await nameNow()).toBe('Firefox on Linux');
	expect(await ada.events()).toEqual([
		['passkey-renamed', 'Work'],
		['passkey-renamed', 'Firefox on Linux']
	]);
	expect(await ada.mails()).toEqual([]);
});

test('nobody renames the passkey of somebody else', async () => {
	const [ada, bob] = [await someone(), await someone()];
	await fill(ada, 1);
	const [passkey] = await ada.passkeys();
	const other = { owner: bob.owner, name: 'Mine', client };
	expect(await renamePasskey({ ...other, id: passkey!.id })).toBe(false);
	expect(await renamePasskey({ ...other, id: 'nothing' })).toBe(false);
	expect(await ada.passkeys()).toEqual([passkey]);
	expect([await ada.events(), await bob.events()]).toEqual([[], []]);
});

test('of additions and renamings, thirty an hour; what is refused before is not counted', async () => {
	const ada = await someone();
	await fill(ada, 1);
	const { id } = (await ada.passkeys())[0]!;
	for (let times = 0; times < 3; times += 1) await ada.add('nonsense');
	for (let times = 0; times < 30; times += 1) {
		expect(await renamePasskey({ owner: ada.owner, id, name: `Name ${times}`, client })).toBe(true);
	}
	const late = { name: 'TryLaterError', status: 429 };
	const rename = { owner: ada.owner, id, name: 'One more', client };
	await expect(renamePasskey(rename)).rejects.toMatchObject(late);
	const credential = createAuthenticator().create(await ada.options());
	await expect(ada.add(credential)).rejects.toMatchObject(late);
	expect(await ada.passkeys()).toHaveLength(1);
});
