import { getPasswordHash } from './get-password-hash';

/** Whether an account can be signed in to by password. */
export async function hasPassword({ userId }: { userId: string }): Promise<boolean> {
	return (await getPasswordHash({ userId })) !== null;
}
