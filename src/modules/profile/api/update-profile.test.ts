import { describe, expect, it } from 'vitest';
import { eq } from 'drizzle-orm';
import { createUser } from '$tests/factories';
import { signedInPerson } from '$tests/people';
import { db } from '@/server/db/client';
import { createProfile } from './profile-store';
import { getProfile } from './get-profile';
import { updateProfile } from './update-profile';
import { foldUsername } from './username';
import { profiles } from '../models/z.profile';

const empty = {
	username: null,
	displayName: null,
	bio: null,
	website: null,
	visibility: 'private' as const
};
const full = {
	username: 'Grace',
	displayName: 'Grace Hopper',
	bio: 'One\nTwo',
	website: 'https://example.com/',
	visibility: 'public' as const
};
const taken = { ok: false, reason: 'username-taken' };

it('starts empty and private', async () => {
	const { id: userId } = await createUser();
	expect(await getProfile({ userId })).toEqual(empty);
});

it('is made in the transaction that makes the account, or not at all', async () => {
	const work = db.transaction((tx) => createProfile({ userId: 'nobody' }, tx));
	await expect(work).rejects.toThrow();
	expect(await getProfile({ userId: 'nobody' })).toBeNull();
});

it('changes what is given, leaves what is absent and clears what is null', async () => {
	const { id: userId } = await createUser();
	expect(await updateProfile({ userId, changes: full })).toEqual({ ok: true });
	expect(await getProfile({ userId })).toEqual(full);

	await updateProfile({ userId, changes: { bio: 'New' } });
	expect(await getProfile({ userId })).toEqual({ ...full, bio: 'New' });
	await updateProfile({ userId, changes: {} });
	expect(await getProfile({ userId })).toEqual({ ...full, bio: 'New' });

	await updateProfile({ userId, changes: empty });
	expect(await getProfile({ userId })).toEqual(empty);
});

it('changes nobody else', async () => {
	const [one, other] = [await createUser(), await createUser()];
	await updateProfile({ userId: one.id, changes: { displayName: 'One' } });
	expect(await getProfile({ userId: other.id })).toEqual(empty);
});

it('throws for an account that is gone', async () => {
	await expect(updateProfile({ userId: 'nobody', changes: { bio: 'x' } })).rejects.toThrow();
});

describe('usernames', () => {
	it('go to exactly one of 50 people who ask at once', async () => {
		const people = await Promise.all(Array.from({ length: 50 }, () => createUser()));
		const results = await Promise.all(
			people.map(({ id: userId }) => updateProfile({ userId, changes: { username: 'wanted' } }))
		);
		expect(results.filter(({ ok }) => ok)).toHaveLength(1);
		expect(results.filter(({ ok }) => !ok)).toEqual(Array(49).fill(taken));
		const profiles = await Promise.all(people.map(({ id: userId }) => getProfile({ userId })));
		expect(profiles.filter((profile) => profile?.username === 'wanted')).toHaveLength(1);
	});

	it.each(['marilyn', 'MARILYN', 'mari1yn', 'mari-lyn', 'rnarilyn'])(
		'refuse %s beside Marilyn, and change nothing else then',
		async (username) => {
			await createUser({ profile: { username: 'Marilyn' } }).catch(() => undefined);
			const { id: userId } = await createUser();
			const changes = { username, displayName: 'Somebody' };
			expect(await updateProfile({ userId, changes })).toEqual(taken);
			expect(await getProfile({ userId })).toEqual(empty);
		}
	);

	it('may be respelled by their owner', async () => {
		const { id: userId } = await createUser({ profile: { username: 'linus' } });
		expect(await updateProfile({ userId, changes: { username: 'L1-nus' } })).toEqual({ ok: true });
		expect(await getProfile({ userId })).toMatchObject({ username: 'L1-nus' });
	});

	it('are free for others once cleared, and many people may have none', async () => {
		const [first, second] = [
			await createUser({ profile: { username: 'barbara' } }),
			await createUser()
		];
		await updateProfile({ userId: first.id, changes: { username: null } });
		const claim = { userId: second.id, changes: { username: 'Barbara' } };
		expect(await updateProfile(claim)).toEqual({ ok: true });
	});

	it.each(['admin', 'ADMIN', 'Adm1n', 'a-d-m-i-n', 'r00t', 'sign-in', 'signin', 'vvelcome', 'api'])(
		'refuse the reserved %s as if it were taken',
		async (username) => {
			const { id: userId } = await createUser({ profile: { username: 'settled' } });
			expect(await updateProfile({ userId, changes: { username } })).toEqual(taken);
			await updateProfile({ userId, changes: { username: null } });
		}
	);

	it('stay with their owner where the site has come to need them, and are nobody else’s', async () => {
		const [owner, other] = [await signedInPerson(), await signedInPerson()];
		await db
			.update(profiles)
			.set({ username: 'Welcome', usernameKey: foldUsername('Welcome') })
			.where(eq(profiles.userId, owner.user.id));
		const save = async ({ browser }: typeof owner, username: string) =>
			(await browser.post('/settings/profile?/update', { username, displayName: 'Ada' })).status;
		expect(await save(owner, 'Welcome')).toBe(303);
		expect(await getProfile({ userId: owner.user.id })).toMatchObject({
			username: 'Welcome',
			displayName: 'Ada'
		});
		expect(await save(owner, 'vvelcome')).toBe(400);
		expect(await save(other, 'Welcome')).toBe(400);
		expect(await save(owner, '')).toBe(303);
		expect(await save(owner, 'Welcome')).toBe(400);
	});
});
