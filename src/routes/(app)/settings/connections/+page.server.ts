import { redirect, type RequestEvent } from '@sveltejs/kit';
import { z } from 'zod';
import { required } from '@/forms/fields';
import { formAction } from '@/forms/form-action';
import { m } from '@/paraglide/messages';
import { clientContext } from '@/server/client-context';
import { env } from '@/server/env';
import { setFlash } from '@/server/flash';
import {
	requireConfirmation,
	requireConfirmationFor
} from '$modules/auth/api/confirm/require-confirmation';
import { connectPending } from '$modules/auth/api/connections/connect-pending';
import { deleteConnection } from '$modules/auth/api/connections/delete-connection';
import { listConnections } from '$modules/auth/api/connections/connection-store';
import { getProvider, listProviders, providerName } from '$modules/oauth/api/get-provider';
import { getPendingConnection } from '$modules/auth/api/connections/pending-connection-store';
import { sendToProvider } from '$modules/oauth/api/send-to-provider';
import { readTransactionIds } from '$modules/oauth/api/transaction/transaction-cookie';
import type { Actions, PageServerLoad } from './$types';

const here = '/settings/connections';

export const load: PageServerLoad = async ({ locals, cookies }) => {
	const { user } = requireConfirmation(locals, here);
	const rows = await listConnections({ userId: user.id });
	const ids = readTransactionIds(cookies);
	const waiting = await getPendingConnection({ ids, emailVerified: true, email: user.email });
	return {
		connections: rows.map((row) => ({
			...row,
			name: providerName(row.provider),
			offered: getProvider(row.provider) !== null
		})),
		// What waits has a section of its own.
		available: listProviders().filter(
			({ id }) => id !== waiting?.provider && !rows.some(({ provider }) => provider === id)
		),
		waiting: waiting && { id: waiting.provider, name: providerName(waiting.provider) }
	};
};

const zProviderForm = z.object({ provider: required(100) });

/** Why the last one stays, and what to do first: what can be added here. */
function lastWayIn(provider: string) {
	const isAnother = listProviders().some(({ id }) => id !== provider);
	if (env().passkeysAvailable)
		return isAnother ? m.connections_last_way_in : m.connections_last_way_in_one_provider;
	return isAnother
		? m.connections_last_way_in_no_passkey
		: m.connections_last_way_in_one_provider_no_passkey;
}

/** The person, confirmed lately; else what they asked for waits on /confirm/resume. */
async function confirmed(
	event: RequestEvent,
	action: 'connect' | 'connectPending' | 'disconnect',
	provider: string
) {
	const resumed = `${here}?/${action}` as const;
	const { owner, user } = await requireConfirmationFor(event.locals, resumed, { provider });
	return { owner, email: user.email, client: clientContext(event) };
}

export const actions = {
	connect: formAction(zProviderForm, async (event, { provider }, refuse) => {
		const { owner } = await confirmed(event, 'connect', provider);
		const intent = { purpose: 'connect', owner, redirectTo: here, provider } as const;
		const { status, message } = await sendToProvider(event, intent);
		return refuse(status, { message });
	}),
	connectPending: formAction(zProviderForm, async (event, { provider }, refuse) => {
		const person = await confirmed(event, 'connectPending', provider);
		const ids = readTransactionIds(event.cookies);
		const result = await connectPending({ ...person, ids, provider });
		if (result.ok) {
			setFlash(event.cookies, 'flash_connection_added');
			return redirect(303, result.redirectTo === '/' ? here : result.redirectTo);
		}
		const name = { provider: providerName(provider) };
		const messages = {
			ended: m.connections_waiting_ended(),
			elsewhere: m.provider_elsewhere_text(name),
			another: m.provider_another_text()
		};
		return refuse(400, { message: messages[result.reason] });
	}),
	disconnect: formAction(zProviderForm, async (event, { provider }, refuse) => {
		const { owner, client } = await confirmed(event, 'disconnect', provider);
		const result = await deleteConnection({ owner, provider, client });
		if (result.ok) {
			setFlash(event.cookies, 'flash_connection_removed');
			return redirect(303, here);
		}
		if (result.reason === 'none') return refuse(400, { message: m.connections_gone() });
		return refuse(400, { message: lastWayIn(provider)({ provider: providerName(provider) }) });
	})
} satisfies Actions;
