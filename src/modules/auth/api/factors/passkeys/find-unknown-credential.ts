import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { db } from '@/server/db/client';
import { passkeys } from '../../../models/z.passkey';

/** An id is at most 1,023 bytes long (WebAuthn, Level 3, section 4), in base64url. */
const zCredential = z.object({ id: z.string().regex(/^[\w-]{1,1364}$/) });

/**
 * What the page of a form is told of a passkey that a browser has made and that was not taken, whoever
 * refused it: its id, for it to be forgotten there. The form sends what is made once, and no more.
 * @param sent the form's fields: `credential` as the browser sent it, whatever that is.
 * @returns nothing where it has no id, or any account has it: forgetting cannot be taken back.
 */
export async function findUnknownCredential({
	credential
}: Record<string, FormDataEntryValue>): Promise<{ unknownCredential?: string }> {
	const { data } = zCredential.safeParse(readJson(String(credential)));
	if (!data) return {};
	const known = await db
		.select({ id: passkeys.id })
		.from(passkeys)
		.where(eq(passkeys.credentialId, data.id))
		.get();
	return known ? {} : { unknownCredential: data.id };
}

function readJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return null;
	}
}
