import { randomUUID } from 'node:crypto';
import type { Connection } from './connection.ts';
import type { StoredSql } from './perform.ts';
import { StreamEnd } from './protocol.ts';

interface HttpStream {
	id: string;
	turn: number;
	connection: Connection;
	stored: StoredSql;
	/** Set while nobody uses it: it ends after too long a silence. */
	silence?: NodeJS.Timeout;
}

interface Settings {
	open(readOnly: boolean): Connection;
	silenceMs: number;
	/** A hosted server tells of every lost stream in the same words. */
	hosted: boolean;
}

const expired = () => {
	const message = 'The stream has expired due to inactivity';
	const text = JSON.stringify({ message, code: 'STREAM_EXPIRED' });
	return new StreamEnd(400, message, { contentType: 'application/json', text });
};

const notFound = (baton: string) => {
	const text = JSON.stringify({ error: `stream not found: ${baton}` });
	return new StreamEnd(404, 'stream not found', { contentType: 'application/json', text });
};

/** The streams of clients over HTTP, which show a new baton with each request. */
export function createHttpStreams({ open, silenceMs, hosted }: Settings) {
	const idle = new Map<string, HttpStream>();
	const inUse = new Set<HttpStream>();
	const silent = new Set<string>();

	/** The stream of a baton, or a new one where there is none. */
	function take(baton: string | null | undefined, readOnly: boolean): HttpStream {
		if (baton == null) {
			const stream = { id: randomUUID(), turn: 0, connection: open(readOnly), stored: new Map() };
			inUse.add(stream);
			return stream;
		}
		const [id = '', turn] = baton.split('.');
		const stream = idle.get(id);
		if (!stream) {
			if (hosted) throw notFound(baton);
			if (silent.has(id)) throw expired();
			throw new StreamEnd(400, 'Received an invalid baton');
		}
		if (String(stream.turn) !== turn) {
			throw new StreamEnd(400, 'Received a baton that has already been used');
		}
		clearTimeout(stream.silence);
		idle.delete(id);
		inUse.add(stream);
		return stream;
	}

	/** Keeps the stream for the next request, which has to show the baton. */
	function keep(stream: HttpStream): string {
		inUse.delete(stream);
		stream.turn += 1;
		stream.silence = setTimeout(() => {
			silent.add(stream.id);
			idle.delete(stream.id);
			stream.connection.close();
		}, silenceMs);
		idle.set(stream.id, stream);
		return `${stream.id}.${stream.turn}`;
	}

	/** Ends the stream: there is no next baton. */
	function end(stream: HttpStream): null {
		inUse.delete(stream);
		stream.connection.close();
		return null;
	}

	/** Loses all of them, as a server does that is killed. */
	function lose() {
		for (const stream of [...idle.values(), ...inUse]) {
			clearTimeout(stream.silence);
			stream.connection.end();
		}
		idle.clear();
		inUse.clear();
		silent.clear();
	}

	return { take, keep, end, lose };
}

export type HttpStreams = ReturnType<typeof createHttpStreams>;
