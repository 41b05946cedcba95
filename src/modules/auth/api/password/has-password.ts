import { eq } from 'drizzle-orm';
import { db } from '@/server/db/client';
import { passwords } from '../../models/z.password';

/** Whether an account can be signed in to by password. */
export async function hasPassword({ userId }: { userId: string }): Promise<boolean> {
	const row = await db
		.select({ userId: passwords.userId })
		.from(passwords)
		.where(eq(passwords.userId, userId))
		.get();
	return row !== undefined;
}
