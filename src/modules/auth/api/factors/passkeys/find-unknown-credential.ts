import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { db } from '@/server/db/client';
import { passkeys } from '../../../models/z.passkey';

/** An id is at most 1,023 bytes long (WebAuthn, Level 3, section 4), in base64url. */
const zCredential = z.object({ id: z.string().regex(/^[\w-]{1,1364}$/) });

/**
 * The id of a passkey that a browser has made and that was refused, for it to be forgotten there.
 * @param credential as the browser sent it, whatever that is.
 * @returns `null` where it has no id, or any account has it: forgetting cannot be taken back.
 */
export async function findUnknownCredential(credential: string): Promise<string | null> {
	const { data } = zCredential.safeParse(readJson(credential));
	if (!data) return null;
	const known = await db
		.select({ id: passkeys.id })
		.from(passkeys)
		.where(eq(passkeys.credentialId, data.id))
		.get();
	return known ? null : data.id;
}

function readJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return null;
	}
}
