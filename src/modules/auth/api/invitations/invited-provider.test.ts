import { eq } from 'drizzle-orm';
import { expect, test, vi } from 'vitest';
// Before what reads the environment.
import { newClaims, signInWith } from '$tests/providers';
import { db } from '@/server/db/client';
import { openBrowser } from '$tests/app';
import { invite } from '$tests/invitations';
import { isSignedIn } from '$tests/people';
import { users } from '../../models/z.user';

// Read at the first request.
vi.hoisted(() => (process.env.SIGN_UP = 'invite'));

test.each([false, true])(
	'an invited person comes in by a provider that vouches for the address (passkey begun before: %s)',
	async (hasBegun) => {
		const { email, token } = await invite();
		if (hasBegun) {
			await openBrowser().post(`/invitation?token=${token}`, { token, method: 'passkey' });
			expect(await db.$count(users, eq(users.email, email))).toBe(1);
		}
		const browser = openBrowser();
		const response = await signInWith(browser, newClaims({ email }));
		expect(response.status).toBe(303);
		expect(await isSignedIn(browser)).toBe(true);
	}
);
