import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import type { Faults } from './faults.ts';
import type { HttpStreams } from './http-streams.ts';
import { readRequest } from './perform.ts';
import { readMessage, StatementError, StreamEnd } from './protocol.ts';
import type { StreamRequest, StreamResponse } from './protocol.ts';
import { checkToken } from './tokens.ts';
import type { Tokens } from './tokens.ts';

interface Pipeline {
	baton?: string | null;
	requests: StreamRequest[];
}

interface Settings {
	streams: HttpStreams;
	faults: Faults;
	tokens: Tokens | undefined;
}

/** Answers at `/v2/pipeline`, the one door of Hrana 2 over HTTP. */
export function createPipeline({ streams, faults, tokens }: Settings) {
	async function answer(
		{ baton, requests }: Pipeline,
		readOnly: boolean,
		hasHungUp: () => boolean
	) {
		const stream = streams.take(baton, readOnly);
		const work = async () => {
			const results = [];
			// What is under way when its caller hangs up is still done, and the stream ends with it.
			for (const { run } of jobs) {
				if (!hasHungUp()) results.push(await resultOf(run(stream.connection)));
			}
			const closes = hasHungUp() || requests.some(({ type }) => type === 'close');
			return { results, baton: closes ? streams.end(stream) : streams.keep(stream) };
		};
		const jobs: ReturnType<typeof readRequest>[] = [];
		try {
			for (const request of requests) jobs.push(readRequest(request, stream.stored));
			const statements = jobs.flatMap((job) => job.statements);
			// Nobody waits for a request that only closes.
			if (statements.length === 0) return { answer: await work() };
			const outcome = await faults.through({ over: 'http', statements }, work);
			if (outcome === 'refused') streams.end(stream);
			return outcome;
		} catch (error) {
			streams.end(stream);
			throw error;
		}
	}

	return async function pipeline(request: IncomingMessage, response: ServerResponse) {
		const body = await text(request);
		const token = /^bearer (.*)$/i.exec(request.headers.authorization ?? '')?.[1];
		const access = checkToken(tokens, token);
		if ('refused' in access) {
			if (faults.hanging) return;
			const error = `Unauthorized: \`${access.refused.message}\``;
			return send(response, 401, 'application/json', JSON.stringify({ error }));
		}
		try {
			const hasHungUp = () => request.socket.destroyed;
			const outcome = await answer(readMessage(body) as Pipeline, access.readOnly, hasHungUp);
			if (outcome === 'cut') request.socket.destroy();
			else if (outcome === 'refused') {
				const error = 'Too many concurrent requests';
				send(response, 429, 'application/json', JSON.stringify({ error }));
			} else if (outcome !== 'silence') {
				send(response, 200, 'application/json', JSON.stringify(outcome.answer));
			}
		} catch (error) {
			if (!(error instanceof StreamEnd)) throw error;
			send(response, error.status, error.body.contentType, error.body.text);
		}
	};
}

/** A request that fails is told of in its place; those after it are done all the same. */
async function resultOf(response: Promise<StreamResponse>) {
	try {
		return { type: 'ok', response: await response };
	} catch (error) {
		if (!(error instanceof StatementError)) throw error;
		return { type: 'error', error: error.json };
	}
}

function send(response: ServerResponse, status: number, contentType: string, body: string) {
	response.writeHead(status, { 'content-type': contentType }).end(body);
}
