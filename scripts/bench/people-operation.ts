/**
 * Answers its parent over one database, `DATABASE_URL`: each message is a search of the list of people
 * as `/admin/people` and `pnpm admin users list` do it, each answer the milliseconds that it took.
 */
import '../lib/app.ts';

const { listPeople } = await import('../../src/modules/auth/api/user/list-people.ts');

process.on('message', (search: Parameters<typeof listPeople>[0]) => {
	const began = performance.now();
	void listPeople(search).then((page) => {
		process.send!({ ms: performance.now() - began, found: page?.people.length ?? -1 });
	});
});
process.on('disconnect', () => process.exit());
process.send!('ready');
