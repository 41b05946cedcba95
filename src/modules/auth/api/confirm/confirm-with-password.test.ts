import { eq } from 'drizzle-orm';
import { expect, test, vi } from 'vitest';
import { db } from '@/server/db/client';
import { hashToken } from '@/server/secrets';
import { openBrowser } from '$tests/app';
import { createUser } from '$tests/factories';
import { openSession } from '$tests/people';
import { addApp } from '$tests/second-factor';
import { securityEvents } from '$modules/activity/models/z.security-event';
import { confirmWithPassword } from './confirm-with-password';

/** The password is right, and by the time that it is checked the account has an app. */
vi.mock('../password/verify-own-password', () => ({
	verifyOwnPassword: async ({ userId }: { userId: string }) => Boolean(await addApp(userId))
}));

test('an account that asks for a second step once the password was hashed is not confirmed by it', async () => {
	const user = await createUser();
	const sessionId = hashToken(await openSession(user.id, openBrowser()));
	const owner = { userId: user.id, sessionId };
	const client = { address: '203.0.113.7', userAgent: 'Test/1.0' };
	expect(await confirmWithPassword({ owner, password: 'right', client })).toEqual({
		ok: false,
		reason: 'second-step'
	});
	expect(await db.$count(securityEvents, eq(securityEvents.userId, user.id))).toBe(0);
});
