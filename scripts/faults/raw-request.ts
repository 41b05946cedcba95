import { connect } from 'node:net';

/** A request as it goes over the wire, whatever a proper client would say of it. */
export interface RawRequest {
	method: string;
	/** Path and query. */
	target: string;
	headers: [name: string, value: string][];
	body: Buffer;
	/** Sends the body in chunks, without saying how long it is. */
	isChunked: boolean;
}

export interface RawAnswer {
	/** 0: the connection ended without an answer, or none came in time. */
	status: number;
	/** As it came, headers too. */
	text: string;
}

/** Sends one request on a connection of its own and reads what comes until it ends. */
export function sendRaw(port: number, request: RawRequest, waitMs = 20_000): Promise<RawAnswer> {
	return new Promise((resolve) => {
		const parts: Buffer[] = [];
		const socket = connect({ port, host: '127.0.0.1' });
		const finish = () => {
			socket.destroy();
			const text = Buffer.concat(parts).toString('latin1');
			resolve({ status: Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 0), text });
		};
		socket.setTimeout(waitMs, finish);
		socket
			.on('data', (chunk) => parts.push(chunk))
			// Refused before all was sent: what it said may be there already.
			.on('error', finish)
			.on('close', finish)
			.on('connect', () => socket.write(encode(request)));
	});
}

/** Header values go byte by byte (RFC 9110, section 5.5, has obsolete octets above ASCII). */
function encode({ method, target, headers, body, isChunked }: RawRequest): Buffer {
	const lines = headers.map(([name, value]) => `${name}: ${value}`);
	const hasBody = body.length > 0 || isChunked || method === 'POST';
	const length = isChunked ? 'transfer-encoding: chunked' : `content-length: ${body.length}`;
	const head = [`${method} ${target} HTTP/1.1`, ...lines, 'connection: close'];
	const start = Buffer.from([...head, ...(hasBody ? [length] : []), '', ''].join('\r\n'), 'latin1');
	return Buffer.concat([start, isChunked ? chunked(body) : body]);
}

function chunked(body: Buffer): Buffer {
	const chunk = Buffer.concat([Buffer.from(`${body.length.toString(16)}\r\n`), body]);
	const end = Buffer.from(body.length > 0 ? '\r\n0\r\n\r\n' : '0\r\n\r\n');
	return Buffer.concat([body.length > 0 ? chunk : Buffer.alloc(0), end]);
}
