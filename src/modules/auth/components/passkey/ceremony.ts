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

interface Begun {
	controller: AbortController;
	isDialog: boolean;
	ended: Promise<unknown>;
}

/** The one that runs: browsers know one at a time. */
let current: Begun | undefined;

/** The last one that we ended: for a dialog, new options or a page that was left. */
let aborted: { ended: Promise<unknown>; at: number } | undefined;

/** For so long the next one may be refused on its account. */
const AFTERMATH_MS = 60_000;

/** An answer so quick is no person's. */
const AT_ONCE_MS = 1_000;

/** Ends with what runs now, or was ended last and may take a moment yet. */
export const underWay = (): Promise<unknown> | undefined => (current ?? aborted)?.ended;

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
	// A dialog is in the way of everything; what only waits gives way to a dialog.
	if (current && (current.isDialog || !isDialog)) return null;
	current?.controller.abort();

	const { signal } = controller;
	const asked = ask(() => call({ signal, ...(mediation && { mediation }) }), signal);
	const mine = { controller, isDialog, ended: asked.catch(() => {}) };
	current = mine;
	signal.addEventListener('abort', () => {
		if (current === mine) aborted = { ended: mine.ended, at: performance.now() };
		leave(mine);
	});
	try {
		const credential = await asked;
		if (signal.aborted) return null;
		return credential ? { credential: await credentialJson(credential) } : { error: null };
	} catch (error) {
		// What we end ourselves is nobody's concern, whatever the browser calls it.
		return signal.aborted ? null : { error };
	} finally {
		leave(mine);
	}
}

/** Some browsers refuse what follows an ended request, Safari on iOS among them: once more then. */
async function ask(
	attempt: () => Promise<Credential | null>,
	signal: AbortSignal
): Promise<Credential | null> {
	const before = takeAborted();
	const startedAt = performance.now();
	try {
		return await attempt();
	} catch (error) {
		if (!before || performance.now() - startedAt > AT_ONCE_MS) throw error;
		await before.ended;
		if (signal.aborted) throw error;
		return attempt();
	}
}

function takeAborted(): typeof aborted {
	const taken = aborted;
	aborted = undefined;
	return taken && performance.now() - taken.at < AFTERMATH_MS ? taken : undefined;
}

function leave(ceremony: Begun): void {
	if (current === ceremony) current = undefined;
}
