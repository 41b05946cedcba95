import { json } from '@sveltejs/kit';
import { checkReadiness } from '@/server/health/readiness';

/** Seconds. */
const retryAfter = '5';

/** Whether requests can be served: the database answers, has every migration and takes writes. */
export const GET = async () => {
	const readiness = await checkReadiness();
	if (readiness.ready) return json(readiness);
	return json(readiness, { status: 503, headers: { 'retry-after': retryAfter } });
};
