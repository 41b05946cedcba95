/**
 * What `node build` runs. Validates the environment, fills in what adapter-node reads from it, then
 * starts the adapter's server, which stands beside this file once built.
 */
import { once } from 'node:events';
import type { Server } from 'node:http';
import { readEnvironment } from '../src/environment.ts';
import { loadDotEnv } from '../src/lib/server/dot-env.ts';
import { EnvError, type Env } from '../src/lib/server/env.ts';
import { log } from '../src/lib/server/log.ts';
import { addResponseHeaders } from './response-headers.ts';
import { keepRunning } from './keep-running.ts';
import { putPagesFirst } from './pages-first.ts';
import { exitAfterShutdown, stopOnSignal } from './shutdown.ts';

/** Covers the largest form, the picture's; each route has its own smaller limit. */
const BODY_SIZE_LIMIT = '6M';
const adapterVariables = /^(ADDRESS_HEADER|XFF_DEPTH|SOCKET_PATH|LISTEN_.*|.*_TIMEOUT)$/;

function prepareEnvironment(): Env {
	loadDotEnv();
	const env = readEnvironment();
	for (const [name, value] of Object.entries(process.env)) {
		// The adapter takes an empty value for a value.
		if (adapterVariables.test(name) && !value?.trim()) delete process.env[name];
	}
	process.env.NODE_ENV ??= 'production';
	process.env.ORIGIN = env.ORIGIN;
	process.env.HOST = env.HOST;
	process.env.PORT = String(env.PORT);
	process.env.BODY_SIZE_LIMIT = BODY_SIZE_LIMIT;
	return env;
}

async function listen(env: Env): Promise<void> {
	const adapter = new URL('./server.js', import.meta.url).href;
	const module: { server: { server: Server } } = await import(/* @vite-ignore */ adapter);
	const http = module.server.server;
	addResponseHeaders(http, env.isSecure);
	stopOnSignal(http, env.SHUTDOWN_DELAY * 1000);
	exitAfterShutdown();
	keepRunning(http);
	void putPagesFirst();
	// The adapter announces itself in a line that is not JSON.
	const print = console.log;
	http.prependOnceListener('listening', () => (console.log = () => undefined));
	await once(http, 'listening').finally(() => (console.log = print));
	log.info({ origin: env.ORIGIN, host: env.HOST, port: env.PORT }, 'listening');
}

/** Why the server did not start, in words for whoever starts it; a stack only for the unexpected. */
function explain(error: unknown): string {
	if (!(error instanceof Error)) return String(error);
	if (error instanceof EnvError || error.name === 'StartupError') return error.message;
	const code = 'code' in error ? error.code : undefined;
	if (code === 'EADDRINUSE') return `${error.message}. Stop what listens there, or set PORT.`;
	if (code === 'EACCES' || code === 'EADDRNOTAVAIL') return `${error.message}. Set HOST and PORT.`;
	return error.stack ?? error.message;
}

try {
	await listen(prepareEnvironment());
} catch (error) {
	console.error(explain(error));
	process.exit(1);
}
