import { isSessionEnded } from '../db/errors';

/**
 * For an endpoint that serves everybody: does the part that is for signed-in people, if it still can.
 * Where their session has ended meanwhile nothing of it happens, and the endpoint goes on.
 */
export async function unlessSessionEnded(work: () => Promise<void>): Promise<void> {
	try {
		await work();
	} catch (error) {
		if (!isSessionEnded(error)) throw error;
	}
}
