import { json, type RequestEvent } from '@sveltejs/kit';
import { z } from 'zod';
import { formAction } from '@/forms/form-action';
import { clientContext } from '@/server/client-context';
import { isConfirmed } from '$modules/auth/api/confirm/require-confirmation';
import { getAutomaticOptions } from '$modules/auth/api/factors/passkeys/automatic-passkey';
import { createPasskey } from '$modules/auth/api/factors/passkeys/create-passkey';
import { describeNewPasskeyRefusal } from '$modules/auth/api/factors/passkeys/describe-new-passkey-refusal';
import { findUnknownCredential } from '$modules/auth/api/factors/passkeys/find-unknown-credential';
import { signedIn } from '$modules/auth/api/session/session-owner';
import type { RequestHandler } from './$types';

/** Options for a passkey that the browser makes by itself; 204 where none is to be made. */
export const GET: RequestHandler = async ({ locals }) => {
	const options = await getAutomaticOptions(signedIn(locals));
	return options ? json(options) : new Response(null, { status: 204 });
};

const store = formAction(
	z.object({ credential: z.string().default('') }),
	async (event: RequestEvent, { credential }, refuse) => {
		const { owner, session } = signedIn(event.locals);
		const { createdAt: startedAt } = session;
		const client = clientContext(event);
		const result = isConfirmed(session)
			? await createPasskey({ owner, startedAt, credential, isAutomatic: true, client })
			: ({ ok: false, reason: 'expired' } as const);
		if (!result.ok) return refuse(400, describeNewPasskeyRefusal(result.reason));
	},
	{ whenRefused: findUnknownCredential }
);

/** Takes that passkey; no page says anything of it. Its challenge alone tells that nobody was asked. */
export const POST: RequestHandler = async (event) => {
	const refusal = await store(event);
	if (!refusal) return new Response(null, { status: 204 });
	return json(refusal.data, { status: refusal.status });
};
