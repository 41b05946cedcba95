import { eq } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { securityEvents } from '$modules/activity/models/z.security-event';
import { users } from '$modules/auth/models/z.user';
import { db } from '@/server/db/client';
import { createUser } from '$tests/factories';
import { mailsTo } from '$tests/mails';
import { sendReset } from './send-reset';

const by = { actor: 'operator', reason: 'Asked by telephone, ticket 7' };

test('to somebody who left before they had a way in none goes out, and whoever helps is told so', async () => {
	const { id, email } = await createUser();
	await db.update(users).set({ unsettledSince: new Date() }).where(eq(users.id, id));
	expect(await sendReset({ email, by })).toEqual({ ok: false, why: 'unsettled' });
	expect(await mailsTo(email)).toEqual([]);
	expect(await db.$count(securityEvents, eq(securityEvents.userId, id))).toBe(0);
});
