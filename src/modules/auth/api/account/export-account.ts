import { makeZip } from 'client-zip';
import { recordEvent } from '$modules/activity/api/record-event';
import { takeLimits } from '$modules/limits/api/take-limits';
import type { Locale } from '@/paraglide/runtime';
import type { ClientContext } from '@/server/client-context';
import { db } from '@/server/db/client';
import { eachBehindAnswer } from '@/server/db/write-wait';
import type { Feature } from '@/feature/feature';
import { log } from '@/server/log';
import { exportFiles } from './export-files';

/**
 * One archive with everything that is held on a person, never a secret, as a stream: each file is
 * read when its turn comes.
 * @throws TryLaterError (429) past five a day.
 */
export async function exportAccount(input: {
	userId: string;
	locale: Locale;
	client: ClientContext;
	features: readonly Feature[];
	madeAt: Date;
}): Promise<ReadableStream<Uint8Array>> {
	const { userId, locale, client, features, madeAt } = input;
	await takeLimits([['export', userId]]);
	await recordEvent({ userId, type: 'exported', client, now: madeAt }, db);
	const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
	// Broken off by a fault or by the reader: by then the answer is under way, and nobody else asks.
	makeZip(eachBehindAnswer(exportFiles({ userId, locale, madeAt, features })))
		.pipeTo(writable)
		.catch((error: unknown) => log.warn({ err: error, userId }, 'export broke off'));
	return readable;
}
