import { z } from 'zod';

/** What the browser saw of the ceremony, as it signed it (WebAuthn, Level 3, section 5.8.1). */
type ClientData = { type: string; challenge: string; origin: string };

/** Longer than any that there are, with attestation and all, in characters. */
const CREDENTIAL_MAX = 64_000;
/** A credential's id has at most 1,023 bytes. */
const ID_MAX = Math.ceil((1_023 * 4) / 3);
const TRANSPORTS_MAX = 8;
const TRANSPORT_MAX = 32;

/** Base64url without padding, as browsers write it. */
const bytes = z
	.string()
	.regex(/^[\w-]+$/)
	.refine((value) => value.length % 4 !== 1);

const id = bytes.max(ID_MAX);
const common = { id, rawId: id, type: z.literal('public-key') };

/**
 * How the browser may reach it. Managers leave it out or say what nobody knows: what can be kept is,
 * so that it can be given back.
 */
const transports = z
	.unknown()
	.optional()
	.transform((value): string[] => {
		const all: unknown[] = Array.isArray(value) ? value : [];
		const texts = all.filter(
			(one): one is string => typeof one === 'string' && one !== '' && one.length <= TRANSPORT_MAX
		);
		return [...new Set(texts)].slice(0, TRANSPORTS_MAX);
	});

const zNewCredential = z.object({
	...common,
	response: z.object({ clientDataJSON: bytes, attestationObject: bytes, transports })
});

const zUsedCredential = z.object({
	...common,
	response: z.object({
		clientDataJSON: bytes,
		authenticatorData: bytes,
		signature: bytes,
		/** Whose it is, as the authenticator says; some say nothing. */
		userHandle: z
			.union([bytes, z.literal(''), z.null()])
			.optional()
			.transform((value) => value || null)
	})
});

/** A topOrigin is there only in a frame of another site, which we are never in. */
const zClientData = z.object({
	type: z.string(),
	challenge: z.string(),
	origin: z.string(),
	crossOrigin: z.literal(false).optional(),
	topOrigin: z.undefined().optional()
});

export type NewCredential = z.infer<typeof zNewCredential> & { clientData: ClientData };
export type UsedCredential = z.infer<typeof zUsedCredential> & { clientData: ClientData };

/**
 * Reads what a form brings of a passkey that was made: its shape alone, no signature and no key.
 * What the browser adds for scripts (the key in another form, its algorithm) is left unread.
 * @param text the JSON of `PublicKeyCredential.toJSON`.
 * @returns `null` where it is none, or was made in a frame.
 */
export const readNewCredential = (text: string): NewCredential | null =>
	withClientData(zNewCredential, text);

/** The same of a passkey that was used. */
export const readUsedCredential = (text: string): UsedCredential | null =>
	withClientData(zUsedCredential, text);

function withClientData<
	T extends { id: string; rawId: string; response: { clientDataJSON: string } }
>(schema: z.ZodType<T>, text: string): (T & { clientData: ClientData }) | null {
	if (text.length > CREDENTIAL_MAX) return null;
	const { data } = schema.safeParse(parse(text));
	if (!data || data.id !== data.rawId) return null;
	const json = Buffer.from(data.response.clientDataJSON, 'base64url').toString();
	const clientData = zClientData.safeParse(parse(json)).data;
	return clientData ? { ...data, clientData } : null;
}

function parse(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return null;
	}
}
