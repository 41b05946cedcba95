import { json } from '@sveltejs/kit';
import { checkReadiness } from '@/server/readiness';

/** Whether requests can be served: the database answers and has every migration. */
export const GET = async () => {
	const readiness = await checkReadiness();
	return json(readiness, { status: readiness.ready ? 200 : 503 });
};
