import type { ServerInit } from '@sveltejs/kit';
import { sequence } from '@sveltejs/kit/hooks';
import { db } from '@/server/db/client';
import { handleFeatures } from '@/feature/handle-features';
import { joinForms, joinRoutes } from '@/feature/join-features';
import { handleAccept } from '@/server/handle/handle-accept';
import { handleContext } from '@/server/handle/handle-context';
import { handleNotFound } from '@/server/handle/answer-not-found';
import { handleHeaders } from '@/server/handle/handle-headers';
import { handleLocale } from '@/server/handle/handle-locale';
import { handleOrigin } from '@/server/handle/handle-origin';
import { assertDatabase, endReadiness } from '@/server/health/readiness';
import { handleAdmin } from '$modules/admin/api/handle-admin';
import { handleAccess } from '$modules/auth/api/access/handle-access';
import { startHousekeeping } from '$modules/auth/api/entry/start-housekeeping';
import { mailPreparers } from '$modules/auth/api/entry/mail-preparers';
import { handleProviderCsp } from '$modules/oauth/api/handle-provider-csp';
import { handleSession } from '$modules/auth/api/session/handle-session';
import { startMailWorker, stopMailWorker } from '$modules/mail/api/worker/mail-worker';
import { startWatching } from '$modules/watch/api/start-watching';
import { features } from './features';

const routePolicies = joinRoutes(features);

export const init: ServerInit = async () => {
	await assertDatabase();
	await startWatching(features);
	startMailWorker({ prepare: mailPreparers(features) });
	const stopHousekeeping = startHousekeeping(features);
	process.once('porchlight:stopping', endReadiness);
	process.once('sveltekit:shutdown', async () => {
		await Promise.all([stopHousekeeping(), stopMailWorker()]);
		db.$client.close();
	});
};

export const handle = sequence(
	handleContext,
	handleFeatures(features),
	handleProviderCsp,
	handleHeaders(routePolicies),
	handleOrigin(routePolicies),
	handleAccept,
	handleSession,
	handleLocale,
	handleNotFound(routePolicies),
	handleAdmin,
	handleAccess(routePolicies, joinForms(features))
);

export { reportError as handleError } from '@/server/handle/report-error';
