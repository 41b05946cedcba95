import { newClaims, signInWith } from '$tests/providers';
import { eq } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { db } from '@/server/db/client';
import { openBrowser } from '$tests/app';
import { deliverMails } from '$tests/mails';
import { newAddress } from '$tests/people';
import { pendingConnections } from '../../models/z.pending-connection';

const HOUR = 60 * 60 * 1000;

test('an identity waits an hour, and two from when its mail went out', async () => {
	const claims = newClaims({ email: undefined });
	const [began, browser] = [Date.now(), openBrowser()];
	await signInWith(browser, claims);
	const waitsUntil = async () => {
		const [row] = await db
			.select({ expiresAt: pendingConnections.expiresAt })
			.from(pendingConnections)
			.where(eq(pendingConnections.subject, claims.sub));
		return row!.expiresAt.getTime();
	};
	expect(await waitsUntil()).toBeGreaterThanOrEqual(began + HOUR);
	expect(await waitsUntil()).toBeLessThanOrEqual(Date.now() + HOUR);

	await browser.post('/sign-up/address', { email: newAddress() });
	const asked = Date.now();
	await deliverMails();
	expect(await waitsUntil()).toBeGreaterThanOrEqual(asked + 2 * HOUR);
	expect(await waitsUntil()).toBeLessThanOrEqual(Date.now() + 2 * HOUR);
});
