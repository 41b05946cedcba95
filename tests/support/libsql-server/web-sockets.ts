import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { WebSocketServer } from 'ws';
import type { RawData, WebSocket } from 'ws';
import type { Connection } from './connection.ts';
import type { Faults } from './faults.ts';
import { readRequest } from './perform.ts';
import type { Job, StoredSql } from './perform.ts';
import { readMessage, StatementError, StreamEnd } from './protocol.ts';
import type { ClientMessage, SocketRequest } from './protocol.ts';
import { checkToken } from './tokens.ts';
import type { Tokens } from './tokens.ts';

interface Settings {
	open(readOnly: boolean): Connection;
	faults: Faults;
	tokens: Tokens | undefined;
	/** Whether the connection was closed without a word. */
	isDead(line: Socket): boolean;
}

/** A stream of a socket: what it is asked is done one after another. */
interface SocketStream {
	connection: Connection;
	last: Promise<unknown>;
}

type Streams = Map<number, SocketStream>;

/** Speaks Hrana 2 over WebSockets, many streams on each. */
export function createWebSockets({ open, faults, tokens, isDead }: Settings) {
	const door = new WebSocketServer({
		noServer: true,
		handleProtocols: (offered) => offered.has('hrana2') && 'hrana2'
	});
	const sessions = new Map<WebSocket, Streams>();

	function serve(socket: WebSocket, line: Socket) {
		const streams: Streams = new Map();
		const stored: StoredSql = new Map();
		let readOnly: boolean | undefined;
		let mute = false;
		sessions.set(socket, streams);
		socket.on('error', () => socket.terminate());
		socket.on('close', () => {
			sessions.delete(socket);
			for (const { connection } of streams.values()) connection.close();
		});
		const say = (message: object) => socket.send(JSON.stringify(message));

		function hello(jwt?: string | null) {
			const access = checkToken(tokens, jwt);
			if ('refused' in access) {
				const { message, code } = access.refused;
				const error = { message: `Authentication failed: ${message}`, code };
				say({ type: 'hello_error', error });
				return socket.close(1000, 'Thank you for using sqld');
			}
			({ readOnly } = access);
			say({ type: 'hello_ok' });
		}

		async function answer(connection: Connection, job: Job, id: number) {
			const run = () => job.run(connection).catch(statementError);
			const trip = { over: 'ws' as const, statements: job.statements };
			const outcome = await faults.through(trip, run);
			if (outcome === 'cut' || outcome === 'refused') return socket.terminate();
			if (outcome !== 'silence') say(reportOf(id, outcome.answer));
		}

		function request(id: number, asked: SocketRequest) {
			if (readOnly === undefined)
				throw new StreamEnd(400, 'Received a request before hello message');
			const stream = streams.get(asked.stream_id);
			switch (asked.type) {
				case 'open_stream':
					streams.set(asked.stream_id, { connection: open(readOnly), last: Promise.resolve() });
					break;
				case 'close_stream':
					streams.delete(asked.stream_id);
					void stream?.last.finally(() => stream.connection.close());
					break;
				default: {
					const job = readRequest(asked, stored);
					if (job.statements.length === 0) break;
					if (!stream) throw new StreamEnd(400, `Stream ${asked.stream_id} not found`);
					stream.last = stream.last.then(() => answer(stream.connection, job, id)).catch(fail);
					return;
				}
			}
			say({ type: 'response_ok', request_id: id, response: { type: asked.type } });
		}

		/** What ends a stream over HTTP ends the whole socket here. */
		function fail(error: unknown) {
			if (!(error instanceof StreamEnd)) console.error(error);
			const end = error instanceof StreamEnd ? error : undefined;
			if (end?.status === 400) socket.close(1002, end.message);
			// A real server says nothing to whoever may not write.
			else if (end?.status === 403) socket.terminate();
			else socket.close(1011, 'Internal server error');
		}

		socket.on('message', (data: RawData) => {
			if (isDead(line)) return socket.terminate();
			// What a hung server never read makes the rest senseless: the line stays mute.
			mute ||= faults.hanging;
			if (mute) return;
			try {
				const message = readMessage(String(data)) as ClientMessage;
				if (message.type === 'hello') hello(message.jwt);
				else request(message.request_id, message.request);
			} catch (error) {
				fail(error);
			}
		});
	}

	return {
		/** Makes a WebSocket of a connection; a greeting is a trip's way there and back. */
		async upgrade(request: IncomingMessage, line: Socket, head: Buffer) {
			if (faults.hanging) return;
			await faults.travel();
			await faults.travel();
			door.handleUpgrade(request, line, head, (socket) => serve(socket, line));
		},
		/** Closes those without an open stream. */
		closeIdle() {
			for (const [socket, streams] of sessions) if (streams.size === 0) socket.terminate();
		},
		/** Loses all of them, as a server does that is killed. */
		lose() {
			for (const streams of sessions.values()) {
				for (const { connection } of streams.values()) connection.end();
			}
			sessions.clear();
		}
	};
}

function statementError(error: unknown): StatementError {
	if (error instanceof StatementError) return error;
	throw error;
}

function reportOf(id: number, outcome: StatementError | object) {
	return outcome instanceof StatementError
		? { type: 'response_error', request_id: id, error: outcome.json }
		: { type: 'response_ok', request_id: id, response: outcome };
}
