import { once } from 'node:events';
import { createServer } from 'node:net';
import type { Env } from '../../src/lib/server/env.ts';

/**
 * Takes the port for a moment: who is told only after the build that it is taken has waited in vain.
 * @throws Error in words for whoever starts the server.
 */
export async function assertPortFree({ PORT, HOST }: Pick<Env, 'PORT' | 'HOST'>): Promise<void> {
	const { SOCKET_PATH, LISTEN_FDS } = process.env;
	// The server then listens on no port.
	if (SOCKET_PATH?.trim() || LISTEN_FDS?.trim()) return;
	const server = createServer();
	const listening = once(server.listen({ port: PORT, host: HOST }), 'listening');
	const code = await listening.then(() => undefined, codeOf);
	if (code === 'EADDRINUSE') {
		throw new Error(
			`Something listens on ${HOST}, port ${PORT}, already. Stop it, or set PORT to another.`
		);
	}
	if (code) {
		throw new Error(`Nothing can listen on ${HOST}, port ${PORT} (${code}). Set HOST and PORT.`);
	}
	server.close();
	await once(server, 'close');
}

const codeOf = (error: NodeJS.ErrnoException): string => error.code ?? error.message;
