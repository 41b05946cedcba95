import { eq, sql } from 'drizzle-orm';
import { afterAll, expect, test, vi } from 'vitest';
import { slotCounts } from '$modules/limits/models/z.slot-count';
import type { OutgoingMail } from '$modules/mail/api/transport/outgoing-mail';
import { createMailWorker } from '$modules/mail/api/worker/create-mail-worker';
import { outbox } from '$modules/mail/models/z.outbox';
import { db } from '@/server/db/client';
import { codeIn } from '$tests/mails';
import { beginSignUp, isSignedIn } from '$tests/people';
import { signUps } from '../../models/z.sign-up';
import { deleteExpiredTokens } from '../entry/delete-expired-tokens';
import { mailPreparers } from '../entry/mail-preparers';

vi.hoisted(() => (process.env.MAIL_PER_DAY = '1'));

const HOUR = 60 * 60 * 1000;
const sent: OutgoingMail[] = [];
const worker = createMailWorker({
	prepare: mailPreparers([]),
	deliver: async (mail) => void sent.push(mail),
	now: () => new Date()
});
afterAll(() => worker.stop());

/** Puts all that waits so far into the past. */
async function pass(ms: number) {
	await db.update(slotCounts).set({ slot: sql`slot - ${ms}` });
	await db.update(outbox).set({ createdAt: sql`created_at - ${ms}` });
	await db
		.update(signUps)
		.set({ createdAt: sql`created_at - ${ms}`, expiresAt: sql`expires_at - ${ms}` });
}

const arrived = async (amount: number) => {
	worker.wake();
	await vi.waitFor(() => expect(sent).toHaveLength(amount), { timeout: 4_000 });
};

test('a sign-up whose mail waits for a day lives, and from its mail on for an hour', async () => {
	const first = await beginSignUp();
	await arrived(1);
	expect(sent[0]?.to).toBe(first.email);
	const { browser, email } = await beginSignUp();
	await pass(23 * HOUR);
	await deleteExpiredTokens();
	worker.wake();
	expect((await browser.get('/sign-up/verify')).status).toBe(200);
	expect(await (await browser.get('/sign-up/verify')).text()).toContain(email);
	expect(sent).toHaveLength(1);

	await pass(2 * HOUR);
	await arrived(2);
	// Written once the mail is out, a moment after it.
	await vi.waitFor(async () => {
		const [row] = await db.select().from(signUps).where(eq(signUps.email, email));
		expect(row?.expiresAt.getTime()).toBeLessThanOrEqual(Date.now() + HOUR);
	});
	await browser.post('/sign-up/verify', { code: codeIn(sent[1]!) });
	expect(await isSignedIn(browser)).toBe(true);
});
