import { ReadableStream as NodeReadableStream } from 'node:stream/web';
import { makeZip } from 'client-zip';
import { recordEvent } from '$modules/activity/api/record-event';
import { consumeLimit, restoreLimit } from '$modules/limits/api/consume-limit';
import type { ClientContext } from '@/server/client-context';
import { db } from '@/server/db/client';
import { log } from '@/server/log';
import { exportFiles } from './export-files';

/**
 * One archive with everything that is held on a person, never a secret, as a stream: each file is
 * read when its turn comes. One that breaks off through a fault of ours does not count.
 * @throws TryLaterError (429) past five a day.
 */
export async function exportAccount(input: {
	userId: string;
	locale: string;
	client: ClientContext;
	now?: Date;
}): Promise<ReadableStream<Uint8Array>> {
	const { userId, locale, client, now = new Date() } = input;
	await consumeLimit('export', userId);
	try {
		await recordEvent({ userId, type: 'exported', client, now }, db);
	} catch (error) {
		await giveBack(userId, error);
		throw error;
	}
	const archive = makeZip(exportFiles({ userId, locale, now }));
	// The same class at run time; the browser's types lack `from`.
	return NodeReadableStream.from(counted(archive, userId)) as ReadableStream<Uint8Array>;
}

async function* counted(archive: ReadableStream<Uint8Array>, userId: string) {
	try {
		for await (const chunk of archive) yield chunk;
	} catch (error) {
		await giveBack(userId, error);
		throw error;
	}
}

/** A fault may well stand in the way of this too: then it is the first one that is told. */
async function giveBack(userId: string, cause: unknown) {
	log.error({ err: cause, userId }, 'export broke off');
	await restoreLimit('export', userId).catch((error: unknown) =>
		log.warn({ err: error, userId }, 'export not given back')
	);
}
