import { asJson } from '@/feature/as-json';
import type { ArchiveFile } from '@/feature/feature';
import { listNotes } from './list-notes';

/** What a person has kept, for their archive. */
export async function* exportNotes({ userId }: { userId: string }): AsyncGenerator<ArchiveFile> {
	const kept = await listNotes({ userId });
	const told = kept.map(({ text, createdAt }) => ({ text, createdAt }));
	yield { name: 'notes.json', input: asJson(told) };
}
