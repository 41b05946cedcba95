import { page } from '$app/state';
import type { FormFailure } from '@/forms/parse-form';
import { FORM_OWNER } from '@/posted-form';
import type { CreationOptions } from '$modules/auth/api/factors/webauthn/passkey-options';
import { authPages } from '../../routes/pages';
import { perform } from './ceremony';
import { prepareJson } from './credential-json';
import { signalUnknown } from './signal';

const place = `${authPages.security}/automatic-passkey`;

/** Whom this browser has tried it for, by the names that forms have for them. */
const STORED_UNDER = 'automatic-passkey';
const REMEMBERED = 20;

/** It asks nobody: a browser that has made none by then never answers, and hears nothing else meanwhile. */
const GIVEN_UP_MS = 3_000;

/**
 * Lets the browser make a passkey by itself, after a sign-in by password (WebAuthn, Level 3,
 * conditional create): it does where it has that password and can ask nobody. Tried once for a person
 * in a browser; nothing shows, whatever comes of it.
 * @param owner the person, as forms name them.
 */
export async function makeAutomaticPasskey(owner: string): Promise<void> {
	try {
		const capabilities = await PublicKeyCredential.getClientCapabilities();
		if (!capabilities.conditionalCreate || tried().includes(owner)) return;
		const asked = await fetch(place, { redirect: 'manual', cache: 'no-store' });
		if (asked.status !== 200) return;
		const options = (await asked.json()) as CreationOptions;
		localStorage.setItem(STORED_UNDER, JSON.stringify([owner, ...tried()].slice(0, REMEMBERED)));
		await prepareJson();
		const controller = new AbortController();
		const later = setTimeout(() => controller.abort(), GIVEN_UP_MS);
		const ceremony = { mediation: 'conditional', controller } as const;
		const made = await perform({ what: 'make', options }, ceremony);
		clearTimeout(later);
		if (!made || !('credential' in made) || page.data['formOwner'] !== owner) return;
		await store(made.credential, owner, options);
	} catch {
		// A browser that cannot, or keeps nothing, or a line that broke: there is the settings' button.
	}
}

function tried(): string[] {
	const stored: unknown = JSON.parse(localStorage.getItem(STORED_UNDER) ?? '[]');
	return Array.isArray(stored) ? stored.filter((owner) => typeof owner === 'string') : [];
}

async function store(credential: string, owner: string, { rp }: CreationOptions): Promise<void> {
	const body = new URLSearchParams({ credential, [FORM_OWNER]: owner });
	const stored = await fetch(place, { method: 'POST', body, redirect: 'manual' });
	const isRefused = stored.status === 400 || stored.status === 429;
	if (!isRefused || !rp.id) return;
	const { values } = (await stored.json()) as FormFailure;
	const credentialId = values['unknownCredential'];
	if (credentialId) await signalUnknown({ rpId: rp.id, credentialId });
}
