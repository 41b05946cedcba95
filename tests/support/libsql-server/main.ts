/**
 * The test server as a program, for the bench and the journeys:
 * node tests/support/libsql-server/main.ts --db-path folder --http-listen-addr 127.0.0.1:8080 --delay 2
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createLibsqlServer } from './server.ts';

const { values } = parseArgs({
	options: {
		'db-path': { type: 'string', default: 'data.sqld' },
		'http-listen-addr': { type: 'string', default: '127.0.0.1:8080' },
		// Taken and ignored, so that it can stand in for a real server.
		'no-welcome': { type: 'boolean' },
		/** How far away it is, there and back, in milliseconds. */
		delay: { type: 'string', default: '0' },
		synchronous: { type: 'string', default: 'NORMAL' }
	}
});

const folder = join(values['db-path'], 'dbs', 'default');
mkdirSync(folder, { recursive: true });
const { port, stop } = await createLibsqlServer({
	file: join(folder, 'data'),
	port: Number(values['http-listen-addr'].split(':').at(-1)),
	delayMs: Number(values.delay),
	synchronous: values.synchronous === 'FULL' ? 'FULL' : 'NORMAL'
});
console.log(`Listening on http://127.0.0.1:${port}`);
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void stop());
