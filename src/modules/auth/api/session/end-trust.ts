import { eq } from 'drizzle-orm';
import type { Executor } from '@/server/db/create-db';
import { trustedDevices } from '../../models/z.trusted-device';

/**
 * Ends the trust in every browser of an account, in the transaction that makes it necessary: what
 * others may hold of it must not outlast a new password, another factor or a code from the drawer.
 */
export const endTrust = async (
	{ userId }: { userId: string },
	executor: Executor
): Promise<void> => {
	await executor.delete(trustedDevices).where(eq(trustedDevices.userId, userId));
};
