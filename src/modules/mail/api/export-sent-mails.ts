import { asJson } from '@/feature/as-json';
import type { ArchiveFile } from '@/feature/feature';
import { listSentMails } from './outbox/sent-mails';

/** Which mails a person was sent lately, for their archive: never what they said, which is not kept. */
export async function* exportSentMails({
	userId
}: {
	userId: string;
}): AsyncGenerator<ArchiveFile> {
	const mails = await listSentMails({ userId });
	const told = mails.map(({ template: mail, askedAt, sentAt }) => ({ mail, askedAt, sentAt }));
	yield { name: 'mails.json', input: asJson(told) };
}
