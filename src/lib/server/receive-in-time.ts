import { TooSlowError } from './request-errors';

/** Seconds from one look at what has come to the next. */
const LOOK_EVERY = 10;

interface Pace {
	/** The least that has to come, on average from one look to the next (every ten seconds). */
	bytesPerSecond: number;
	/** For all of it, in seconds: a multiple of ten. */
	seconds: number;
}

/**
 * A request whose body is given up when it comes too slowly or takes too long: reading it throws
 * TooSlowError. What still comes is thrown away, so that a browser, which reads no answer before it
 * has sent everything, gets to know why; the server's own time for a request ends that too.
 */
export function receiveInTime(request: Request, { bytesPerSecond, seconds }: Pace): Request {
	const reader = request.body?.getReader();
	if (!reader) return request;
	let received = 0;
	let looks = 0;
	let isGivenUp = false;
	let timer: ReturnType<typeof setInterval>;

	const body = new ReadableStream<Uint8Array>({
		start(controller) {
			timer = setInterval(() => {
				looks += 1;
				const isFast = received >= bytesPerSecond * LOOK_EVERY;
				received = 0;
				if (isFast && looks * LOOK_EVERY < seconds) return;
				clearInterval(timer);
				isGivenUp = true;
				controller.error(new TooSlowError(`too slow after ${looks * LOOK_EVERY} s`));
				void discard(reader);
			}, LOOK_EVERY * 1_000);
		},
		async pull(controller) {
			try {
				const { done, value } = await reader.read();
				if (isGivenUp) return;
				received += value?.length ?? 0;
				if (value) controller.enqueue(value);
				if (!done) return;
				clearInterval(timer);
				controller.close();
			} catch (error) {
				clearInterval(timer);
				throw error;
			}
		},
		cancel(reason) {
			clearInterval(timer);
			return reader.cancel(reason);
		}
	});
	const init: RequestInit & { duplex: 'half' } = { body, duplex: 'half' };
	return new Request(request, init);
}

async function discard(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<void> {
	try {
		while (!(await reader.read()).done);
	} catch {
		// The connection has ended, and with it what was to be thrown away.
	}
}
