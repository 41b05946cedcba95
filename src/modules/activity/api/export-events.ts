import { eachBehindAnswer } from '@/server/db/write-wait';
import { asJsonArray } from '@/feature/as-json';
import type { ArchiveFile } from '@/feature/feature';
import { iterateEvents } from './iterate-events';

/** All that happened to an account in the past year, for its owner's archive. */
export async function* exportEvents({ userId }: { userId: string }): AsyncGenerator<ArchiveFile> {
	const events = eachBehindAnswer(iterateEvents({ userId }));
	yield { name: 'activity.json', input: asJsonArray(events) };
}
