import type { MessagePort } from 'node:worker_threads';
import { openConnection } from './connection.ts';
import { createGroupCommit } from './group-commit.ts';
import { createDialogue, createWrite, type Dialogue } from './members.ts';
import type { Answer, Sent } from './messages.ts';

/** Writes to the file at `path` what is asked for by messages, until it is told to close. */
export function serveWrites(
	port: Pick<MessagePort, 'on' | 'postMessage' | 'close'>,
	path: string
): void {
	const dialogues = new Map<number, Dialogue>();
	let answers: Answer[] = [];
	let isClosing = false;

	/** The answers of one commit, and of whatever else ends with it, are one message. */
	function reply(answer: Answer): void {
		if (answers.push(answer) === 1) queueMicrotask(flush);
	}
	function flush(): void {
		port.postMessage(answers);
		answers = [];
	}

	function close(): void {
		group.drop();
		port.close();
	}

	const group = createGroupCommit(
		() => openConnection(path),
		() => {
			if (isClosing) close();
		}
	);

	function receive(request: Sent): void {
		switch (request.type) {
			case 'write':
			case 'outside':
				return group.add(createWrite(request, reply));
			case 'begin': {
				const dialogue = createDialogue(request, reply, () => dialogues.delete(request.id));
				dialogues.set(request.id, dialogue);
				return group.add(dialogue);
			}
			case 'close':
				isClosing = true;
				return group.settle();
			default: {
				const dialogue = dialogues.get(request.transaction);
				if (dialogue) dialogue.receive(request);
				else if (request.type === 'rollback') reply({ id: request.id, results: [] });
				else reply({ id: request.id, failure: { kind: 'closed' } });
			}
		}
	}

	port.on('message', (requests: Sent[]) => requests.forEach(receive));
}
