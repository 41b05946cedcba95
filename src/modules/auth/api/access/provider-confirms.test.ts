import { eq } from 'drizzle-orm';
import { expect, test } from 'vitest';
// Before what reads the environment.
import { connect, newClaims, one } from '$tests/providers';
import { db } from '@/server/db/client';
import { openBrowser } from '$tests/app';
import { createUser } from '$tests/factories';
import { createSession } from '../session/session-store';
import { setRole } from '../account/set-role';
import { sessions } from '../../models/z.session';

const to = (response: Response) => [response.status, response.headers.get('location')];

test('who has to get a second factor confirms by their provider, where that is their way in', async () => {
	const user = await createUser();
	const userId = user.id;
	const claims = newClaims({ email: user.email });
	await connect(userId, claims);
	const browser = openBrowser();
	const client = { address: browser.address, userAgent: 'Test/1.0' };
	const began = new Date(Date.now() - 60_000);
	const proved = { method: 'provider', amr: 'provider' } as const;
	browser.jar.set('session', await createSession({ userId, ...proved, client, now: began }, db));
	// Somebody makes them one of those who run the site, while they are signed in.
	const now = new Date(Date.now() - 30_000);
	await db.transaction((tx) => setRole({ userId, role: 'admin', now }, tx));

	const page = '/settings/security';
	expect(to(await browser.get('/settings/profile'))).toEqual([
		303,
		`${page}?redirectTo=%2Fsettings%2Fprofile`
	]);
	expect(await (await browser.get(page)).text()).toContain('/confirm?redirectTo');
	const query = new URLSearchParams({ redirectTo: page });
	const left = await browser.post(`/confirm?/provider&${query}`, { provider: 'one' });
	const authTime = Math.floor(Date.now() / 1000);
	const back = one.approve(left.headers.get('location')!, { ...claims, auth_time: authTime });
	expect(to(await browser.get(back))).toEqual([303, page]);
	const [session] = await db.select().from(sessions).where(eq(sessions.userId, userId));
	expect(session!.confirmedAt.getTime()).toBeGreaterThan(now.getTime());
	expect(await (await browser.get(page)).text()).toContain('?/addTotp');
});
