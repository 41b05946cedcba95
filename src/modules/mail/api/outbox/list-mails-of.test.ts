import { eq, sql } from 'drizzle-orm';
import { afterEach, expect, test, vi } from 'vitest';
import { db } from '@/server/db/client';
import { createUser } from '$tests/factories';
import { newAddress } from '$tests/people';
import { users } from '../../../auth/models/z.user';
import { createMail } from './create-mail';
import { listMailsOf } from './list-mails-of';
import { deleteMail } from './outbox-store';
import { noteSentMail } from './sent-mails';

afterEach(() => void vi.restoreAllMocks());

test('a mail that goes out while a helper’s page is made stands there once', async () => {
	const email = newAddress();
	const { id: userId } = await createUser({ email });
	const now = new Date();
	const template = 'password-reset';
	const { id } = await createMail({ template, recipient: email, locale: 'en', now });

	const owner = sql`select ${users.id} as id from ${users} where ${eq(users.email, email)}`;
	const execute = db.$client.execute.bind(db.$client) as (statement: {
		sql: string;
	}) => ReturnType<typeof db.$client.execute>;
	let isSent = false;
	vi.spyOn(db.$client, 'execute').mockImplementation((async (statement: { sql: string }) => {
		if (!isSent && /^select .* from "sent_mails"/s.test(statement.sql)) {
			isSent = true;
			// The mail server takes it just now.
			await deleteMail(id, [noteSentMail({ id, template, createdAt: now, now }, owner)]);
		}
		return execute(statement);
	}) as typeof db.$client.execute);

	const mails = await listMailsOf({ userId, email });
	expect(isSent).toBe(true);
	expect(mails.map((mail) => mail.id)).toEqual([id]);
});
