import { createServer } from 'vite';
import { createDb } from '../../src/lib/server/db/create-db.ts';

const day = 24 * 60 * 60 * 1000;
/** Seen from so many days ahead, few entries have old ones for every round too. */
const ahead = 300;

type Step = (input: { now: Date }, executor: unknown) => Promise<number>;
export type PurgeStep = () => Promise<number>;

/**
 * The purge of old entries, as the app does it.
 * @param url the module opens a database of its own beside those that it is handed.
 */
export async function loadPurge(url: string) {
	const vite = await createServer({
		appType: 'custom',
		logLevel: 'error',
		server: { middlewareMode: true, hmr: false, watch: null }
	});
	process.env.DATABASE_URL = url;
	const file = '/src/modules/activity/api/delete-old-events.ts';
	const step = (await vite.ssrLoadModule(file)).deleteOldEventsStep as Step;
	const now = new Date(Date.now() + ahead * day);
	return {
		/** One step of it in a database. */
		on(url: string): PurgeStep {
			const db = createDb(url);
			return () => step({ now }, db);
		},
		close: () => vite.close()
	};
}
