import { expect, test } from 'vitest';
import { openBrowser } from '$tests/app';
import { createAuthenticator } from '$tests/authenticator';
import { signedInPerson } from '$tests/people';
import { db } from '@/server/db/client';
import { passkeys } from '$modules/auth/models/z.passkey';

const place = '/settings/security/signals';

test('a browser is told all passkeys of the account, and how it is called today', async () => {
	const { user, email, browser } = await signedInPerson();
	const rows = Array.from({ length: 20 }, () => createAuthenticator().row(user));
	await db.insert(passkeys).values(rows);
	await browser.post('/settings/profile?/update', { displayName: 'Ada Lovelace' });
	const answer = await browser.get(place);
	expect(answer.headers.get('cache-control')).toBe('no-store');
	const { credentialIds, ...rest } = (await answer.json()) as { credentialIds: string[] };
	expect(rest).toEqual({
		rpId: 'localhost',
		userId: Buffer.from(user.passkeyHandle ?? '', 'hex').toString('base64url'),
		name: email.slice(0, 64),
		displayName: 'Ada Lovelace'
	});
	expect(credentialIds.toSorted()).toEqual(rows.map(({ credentialId }) => credentialId).toSorted());
});

test('nobody else is told', async () => {
	const answer = await openBrowser().get(place);
	expect([answer.status, answer.headers.get('location')?.split('?')[0]]).toEqual([303, '/sign-in']);
});
