import { expect, it } from 'vitest';
import { createUser } from '$tests/factories';
import { getPublicProfile } from './get-public-profile';

it('shows a public profile by its username in any case, and nothing that is not for others', async () => {
	const profile = { username: 'Ada_L', displayName: 'Ada', bio: 'Hi', website: null };
	await createUser({ profile: { ...profile, visibility: 'public' } });
	const shown = { ...profile, avatarId: null };
	expect(await getPublicProfile({ username: 'Ada_L' })).toStrictEqual(shown);
	expect(await getPublicProfile({ username: 'aDA_l' })).toStrictEqual(shown);
});

it('does not lead from a look-alike to the person', async () => {
	await createUser({ profile: { username: 'Alan_T', visibility: 'public' } });
	for (const username of ['AlanT', 'A1an_T', 'alan-t']) {
		expect(await getPublicProfile({ username })).toBeNull();
	}
});

it('gives the same for a private profile, an unknown name and what cannot be a name', async () => {
	await createUser({ profile: { username: 'hidden', visibility: 'private' } });
	await createUser({ profile: { visibility: 'public' } });
	for (const username of ['hidden', 'nobody', '', '-', '---', 'null', '../x', 'a'.repeat(9_999)]) {
		expect(await getPublicProfile({ username })).toBeNull();
	}
});

it('takes no other letter for one of a name', async () => {
	await createUser({ profile: { username: 'kelvin', visibility: 'public' } });
	expect(await getPublicProfile({ username: '\u212aelvin' })).toBeNull();
});
