import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';
import type { Connection } from './connection.ts';
import { endsTransaction, isBusy, WriterError } from './failures.ts';

/** Pauses between two tries for a lock that another process holds: between one and two of these. */
const RETRY_MS = 50;
/** How exactly those who wait are told that their time is over. */
const SWEEP_MS = 100;
/** From then on a commit takes no further members: those that are in it wait for their answer. */
const GROUP_MS = 20;

/** Something to be written, alone or in a commit that it shares. */
export interface Member {
	/** Until when it may wait for its turn and for the lock, in milliseconds of `performance.now()`. */
	readonly until: number;
	/** Set where it cannot be part of a transaction, or handles its own. */
	readonly outside?: true;
	/**
	 * Writes, and throws where it fails. What it wrote counts only when it is answered: a commit that
	 * it shared may be lost with no fault of its own, and then it is asked again.
	 */
	play(connection: Connection): Promise<void> | void;
	/** Says how it ended: by a failure, or with `null` once it is on the disk. */
	answer(failure: unknown): void;
}

/**
 * Writes what it is given, in order, and whatever has come meanwhile in one commit. Each member has a
 * savepoint, so that a failure takes back its own alone. What ends the whole transaction (a full disk,
 * a fault of it) fails nobody: each is then tried by itself.
 * @param connect opens the connection, again after each refusal: it is unusable after SQLITE_BUSY.
 * @param idle called when nothing waits any more.
 */
export function createGroupCommit(connect: () => Connection, idle: () => void) {
	let connection: Connection | undefined;
	let waiting: Member[] = [];
	let isWorking = false;

	function drop(): void {
		connection?.close();
		connection = undefined;
	}

	function expire(): void {
		const now = performance.now();
		const late = waiting.filter(({ until }) => until <= now);
		waiting = waiting.filter(({ until }) => until > now);
		for (const member of late) member.answer(new WriterError('busy'));
	}

	async function work(): Promise<void> {
		if (isWorking) return;
		isWorking = true;
		const sweep = setInterval(expire, SWEEP_MS);
		for (;;) {
			// Everything that this turn of the loop brings belongs together.
			await turn();
			expire();
			if (waiting.length === 0) break;
			const others = waiting.findIndex(({ outside }) => outside);
			await commit(waiting.splice(0, others < 0 ? waiting.length : Math.max(others, 1)));
		}
		clearInterval(sweep);
		isWorking = false;
		idle();
	}

	async function commit(members: Member[]): Promise<void> {
		const [first] = members as [Member];
		try {
			connection ??= connect();
			const failures = first.outside
				? await playOutside(first, connection)
				: await playTogether(members, connection);
			for (const member of members) member.answer(failures.get(member) ?? null);
		} catch (error) {
			drop();
			if (isBusy(error)) {
				waiting.unshift(...members);
				await sleep(RETRY_MS + Math.random() * RETRY_MS);
			} else if (members.length === 1) {
				first.answer(error);
			} else {
				for (const member of members) await commit([member]);
			}
		}
	}

	/** @returns why some have failed; `members` loses those for whom it has become too late. */
	async function playTogether(members: Member[], at: Connection): Promise<Map<Member, unknown>> {
		const failures = new Map<Member, unknown>();
		at.run('BEGIN IMMEDIATE');
		const began = performance.now();
		for (const [index, member] of members.entries()) {
			if (index > 0 && performance.now() - began > GROUP_MS) {
				waiting.unshift(...members.splice(index));
				break;
			}
			const failure = await playWithin(member, at);
			if (failure !== null) failures.set(member, failure);
		}
		at.run('COMMIT');
		return failures;
	}

	return {
		add(member: Member): void {
			waiting.push(member);
			void work();
		},
		/** Calls `idle` as soon as nothing waits. */
		settle: () => void work(),
		drop
	};
}

/** Plays a member in a savepoint. @throws what has ended the whole transaction. */
async function playWithin(member: Member, at: Connection): Promise<unknown> {
	at.run('SAVEPOINT member');
	try {
		await member.play(at);
		if (!at.inTransaction) throw new Error('The transaction was ended by one of its statements.');
		at.run('RELEASE member');
		return null;
	} catch (error) {
		if (!at.inTransaction || endsTransaction(error)) throw error;
		at.run('ROLLBACK TO member');
		at.run('RELEASE member');
		return error;
	}
}

async function playOutside(member: Member, at: Connection): Promise<Map<Member, unknown>> {
	await member.play(at);
	if (!at.inTransaction) return new Map();
	at.run('ROLLBACK');
	return new Map();
}
