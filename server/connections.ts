import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { Server as TcpServer, type Socket } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';

/**
 * Milliseconds for which a connection that was just opened, or just answered on, may have a request
 * on its way here: what a proxy sent before it could know of the end is not cut off.
 */
const ON_ITS_WAY_MS = 250;
/** Of the event loop, at most, in which those who wait at the door are taken in. */
const TURNS_MAX = 200;
/** Milliseconds that a turn takes in which nothing happened. */
const QUIET_MS = 1;

interface Connection {
	/** Answers that have not gone out yet. */
	answers: Set<ServerResponse>;
	/** When it was opened, or the last answer had gone out. */
	since: number;
	/** Bytes that had come by then: more of them are a request that begins. */
	read: number;
}

/**
 * Keeps count of the connections of a server and of what is under way on each, which Node does not
 * tell: for it a connection on which nothing ever came is busy. Call it before the server listens.
 */
export function watchConnections(http: Server) {
	const connections = new Map<Socket, Connection>();
	let accepted = 0;
	let lasting = true;
	let ending = false;

	http.on('connection', (socket: Socket) => {
		accepted += 1;
		connections.set(socket, { answers: new Set(), since: performance.now(), read: 0 });
		socket.once('close', () => connections.delete(socket));
		if (ending) settle(socket);
	});
	http.prependListener('request', (request: IncomingMessage, response: ServerResponse) => {
		const { socket } = request;
		connections.get(socket)?.answers.add(response);
		if (!lasting) response.shouldKeepAlive = false;
		const rest = () => {
			const connection = connections.get(socket);
			if (!connection) return;
			connection.since = performance.now();
			connection.read = socket.bytesRead;
			if (ending) settle(socket);
		};
		request.once('close', rest);
		response.once('close', () => {
			connections.get(socket)?.answers.delete(response);
			rest();
		});
	});

	/** Closes a connection once no request is under way on it, or can be on its way here. */
	function settle(socket: Socket): void {
		const connection = connections.get(socket);
		if (!connection || connection.answers.size > 0 || socket.bytesRead > connection.read) return;
		const rest = connection.since + ON_ITS_WAY_MS - performance.now();
		if (rest > 0) setTimeout(() => settle(socket), rest);
		else void closeUnlessAsked(socket, connection);
	}

	/** A timer comes before what has arrived since: in a process that was kept waiting, a request. */
	async function closeUnlessAsked(socket: Socket, connection: Connection): Promise<void> {
		await turn();
		await turn();
		if (connection.answers.size === 0 && socket.bytesRead <= connection.read) socket.destroySoon();
	}

	/**
	 * Takes in who has connected and was not seen yet: the end of listening would cut them off. Whoever
	 * comes while this process is at something else is not seen either, so it waits for a quiet moment.
	 */
	async function acceptWaiting(): Promise<void> {
		for (let turns = 0; turns < TURNS_MAX; turns += 1) {
			const [before, began] = [accepted, performance.now()];
			await turn();
			await turn();
			if (accepted === before && performance.now() - began < QUIET_MS) return;
		}
	}

	return {
		/** From here on every answer says that its connection ends with it. */
		announceEnd(): void {
			lasting = false;
			for (const { answers } of connections.values()) {
				for (const answer of answers) answer.shouldKeepAlive = false;
			}
		},
		/**
		 * Takes no new connections, and ends each that there is after what is under way on it.
		 * @param within milliseconds, after which the rest is cut off.
		 * @returns how many answers were.
		 */
		async end(within: number): Promise<number> {
			await acceptWaiting();
			ending = true;
			// Node's own for http closes kept connections at once, with requests on their way to them.
			const closed = new Promise((resolve) => TcpServer.prototype.close.call(http, resolve));
			for (const socket of connections.keys()) settle(socket);
			let cutOff = 0;
			const timer = setTimeout(() => {
				for (const { answers } of connections.values()) cutOff += answers.size;
				http.closeAllConnections();
			}, within);
			await closed;
			clearTimeout(timer);
			return cutOff;
		}
	};
}
