import type {
	CreationOptions,
	RequestOptions
} from '$modules/auth/api/factors/webauthn/passkey-options';
import { credentialJson, parseCreation, parseRequest } from './credential-json';

/** What to ask of the browser. */
export type PasskeyRequest =
	{ what: 'make'; options: CreationOptions } | { what: 'use'; options: RequestOptions };

/** The credential as JSON for the form; what went wrong; `null` where we ended it ourselves. */
export type CeremonyResult = { credential: string } | { error: unknown } | null;

export interface Ceremony {
	/** `conditional` waits and shows no dialog: autofill, and passkeys that are made by the way. */
	mediation?: 'conditional' | undefined;
	/** Ends it. */
	controller?: AbortController;
}

/** The one that runs: browsers know one at a time. */
let current:
	{ controller: AbortController; isDialog: boolean; ended: Promise<unknown> } | undefined;

/** An answer so quick is no person's. */
const AT_ONCE_MS = 1_000;

/** Makes or uses a passkey. Called without delay when somebody clicks. */
export const perform = (
	request: PasskeyRequest,
	ceremony: Ceremony = {}
): Promise<CeremonyResult> =>
	hold(ceremony, (rest) =>
		request.what === 'make'
			? navigator.credentials.create({ publicKey: parseCreation(request.options), ...rest })
			: navigator.credentials.get({ publicKey: parseRequest(request.options), ...rest })
	);

type Call = (rest: {
	signal: AbortSignal;
	mediation?: CredentialMediationRequirement;
}) => Promise<Credential | null>;

async function hold(
	{ mediation, controller = new AbortController() }: Ceremony,
	call: Call
): Promise<CeremonyResult> {
	const isDialog = !mediation;
	const before = current;
	// A dialog is in the way of everything; what only waits gives way to a dialog.
	if (before?.isDialog || (before && !isDialog)) return null;
	before?.controller.abort();

	const { signal } = controller;
	const attempt = () => call({ signal, ...(mediation && { mediation }) });
	const startedAt = performance.now();
	const first = start(attempt);
	const mine = { controller, isDialog, ended: first.catch(() => {}) };
	current = mine;
	signal.addEventListener('abort', () => leave(mine));
	try {
		const credential = await first.catch(async (error: unknown) => {
			if (!before || signal.aborted || performance.now() - startedAt > AT_ONCE_MS) throw error;
			// Some browsers refuse what follows an ended request, Safari on iOS among them.
			await before.ended;
			return attempt();
		});
		if (signal.aborted) return null;
		return credential ? { credential: await credentialJson(credential) } : { error: null };
	} catch (error) {
		// What we end ourselves is nobody's concern, whatever the browser calls it.
		return signal.aborted ? null : { error };
	} finally {
		leave(mine);
	}
}

/** What a browser throws at once is a refusal like any other. */
const start = async (call: () => Promise<Credential | null>) => call();

function leave(ceremony: typeof current): void {
	if (current === ceremony) current = undefined;
}
