import { eq } from 'drizzle-orm';
import { expect, test } from 'vitest';
import '$tests/providers';
import { createUser } from '$tests/factories';
import { newAddress, signedInPerson } from '$tests/people';
import { getProvider } from '$modules/oauth/api/get-provider';
import { startAuthorization } from '$modules/oauth/api/start-authorization';
import { oauthTransactions } from '$modules/oauth/models/z.oauth-transaction';
import { outbox } from '$modules/mail/models/z.outbox';
import { db } from '@/server/db/client';
import { hashToken } from '@/server/secrets';
import { keptForms } from '../../models/z.kept-form';
import { pendingSignIns } from '../../models/z.pending-sign-in';
import { trustedDevices } from '../../models/z.trusted-device';
import { closeAccount } from '../account/close-account';
import { requestEmailChange } from '../email-change/request-email-change';
import { deviceIdOf } from '../factors/trusted-devices/device-cookie';
import { trustDevice } from '../factors/trusted-devices/trusted-device-store';
import { createKeptForm } from '../kept-form/kept-form-store';
import { createPendingSignIn } from '../session/session-store';

/** Somebody with as many client addresses as they like. */
const clientAt = (index: number) => ({ address: `198.51.100.${index}`, userAgent: 'Test/1.0' });

async function someoneSignedIn() {
	const { user, token } = await signedInPerson();
	return { userId: user.id, owner: { userId: user.id, sessionId: hashToken(token) } };
}

/** How often something can be done in a row before it answers 429. */
async function timesOf(work: (index: number) => Promise<unknown>, most = 200): Promise<number> {
	for (let index = 0; index < most; index += 1) {
		const failure: unknown = await work(index).then(
			() => null,
			(reason: unknown) => reason
		);
		const limited = failure as { name: string; status: number } | null;
		if (limited?.name === 'TryLaterError' && limited.status === 429) return index;
	}
	return most;
}

test('of the sign-ins that wait at a closed account, the newest fifty', async () => {
	const { id: userId } = await createUser();
	const proved = { method: 'password', amr: 'pwd', via: 'password', passkeyId: null } as const;
	const waits = { reason: 'closed', eventId: null, newBrowser: false } as const;
	const proof = { userId, ...waits, ...proved };
	const begun = Date.now();
	const tokens: string[] = [];
	for (let index = 0; index < 70; index += 1) {
		tokens.push(await createPendingSignIn({ ...proof, now: new Date(begun + index) }, db));
	}
	const left = await db.select().from(pendingSignIns).where(eq(pendingSignIns.userId, userId));
	const newest = tokens.slice(-50).map(hashToken);
	expect(left.map(({ id }) => id).sort()).toEqual(newest.sort());
});

test('of the browsers that are trusted, the newest fifty', async () => {
	const { id: userId } = await createUser();
	const begun = Date.now();
	const ids: string[] = [];
	for (let index = 0; index < 60; index += 1) {
		const now = new Date(begun + index);
		const { token } = await trustDevice({ userId, client: clientAt(index), now }, db);
		ids.push(deviceIdOf(token));
	}
	const left = await db.select().from(trustedDevices).where(eq(trustedDevices.userId, userId));
	expect(left.map(({ id }) => id).sort()).toEqual(ids.slice(-50).sort());
});

test('of the forms that wait for somebody, in whatever browsers, the newest hundred', async () => {
	const { id: userId } = await createUser();
	const { id: other } = await createUser();
	const form = { form: { fields: ['text'] }, action: '/', fields: {}, lifetime: 60_000 };
	const keep = (userId: string, browserHash: string) =>
		createKeptForm({ ...form, userId, keptFor: { browserHash } });
	const others = await keep(other, 'a browser of its own');
	const ids: string[] = [];
	for (let index = 0; index < 120; index += 1) ids.push(await keep(userId, `browser ${index}`));
	const left = (await db.select({ id: keptForms.id }).from(keptForms)).map(({ id }) => id);
	expect(left.sort()).toEqual([others, ...ids.slice(-100)].sort());
});

test('of the ways to a provider, sixty, from however many addresses they are begun', async () => {
	const { userId, owner } = await someoneSignedIn();
	const provider = getProvider('one')!;
	const intent = { provider, purpose: 'connect', owner, redirectTo: '/' } as const;
	const times = await timesOf((index) =>
		startAuthorization({ ...intent, client: clientAt(index) })
	);
	expect(times).toBe(60);
	expect(await db.$count(oauthTransactions, eq(oauthTransactions.userId, userId))).toBe(60);
});

test('of the addresses asked for, ten', async () => {
	const { userId, owner } = await someoneSignedIn();
	const ask = (index: number) =>
		requestEmailChange({ owner, email: newAddress(), locale: 'en', client: clientAt(index) });
	expect(await timesOf(ask)).toBe(10);
	expect(await db.$count(outbox, eq(outbox.subjectId, userId))).toBe(10);
});

test('of the times that an account is closed, ten', async () => {
	const { owner } = await someoneSignedIn();
	expect(await timesOf((index) => closeAccount({ owner, client: clientAt(index) }))).toBe(10);
});
