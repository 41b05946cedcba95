import { hashToken } from '@/server/secrets';
import { createKeptForm } from './create-kept-form';

/** Time enough to sign in, or to set a new password first; in milliseconds. */
const lifetime = 60 * 60 * 1000;

/** Keeps what was typed for a person until they have signed in to a browser again. */
export async function keepForBrowser(
	{ browserId }: { browserId: string },
	form: { userId: string; action: string; fields: Record<string, unknown> }
): Promise<string | null> {
	return createKeptForm({ ...form, keptFor: { browserHash: hashToken(browserId) }, lifetime });
}
