import { and, asc, eq, gt, isNotNull, isNull } from 'drizzle-orm';
import { getStoredKey } from '$modules/keys/api/stored-key';
import { lifetimes } from '$modules/limits/api/lifetimes';
import { db } from '@/server/db/client';
import { inSteps } from '@/server/db/delete-in-steps';
import { log } from '@/server/log';
import { securityEvents } from '../../models/z.security-event';
import { chainedBefore, chainStep, STEP } from './chain-step';
import { removalProofOf } from './digests';
import { getRecordHead, tellRecordHead } from './record-head';
import { goingColumns } from './remove-entries';
import { endSealerLease, takeSealerLease } from './sealer-lease';

const processId = crypto.randomUUID();

/**
 * Once a minute: chains the entries that are older than one, whichever process is the first to come
 * to it, and tells the log the newest link once an hour and when a helper's act is in the chain.
 * @param options.holder and `clock` are for tests.
 */
export async function chainRecord(options: { holder?: string; clock?: () => Date } = {}) {
	const { holder = processId, clock = () => new Date() } = options;
	const hasAct = (await isBehind(clock())) && (await chainAll(holder, clock));
	await tellRecordHead({ isDue: hasAct, now: clock() });
}

async function isBehind(now: Date): Promise<boolean> {
	const head = await getRecordHead();
	const next = await db
		.select({ createdAt: securityEvents.createdAt })
		.from(securityEvents)
		.where(gt(securityEvents.seq, head?.seq ?? 0))
		.orderBy(asc(securityEvents.seq))
		.limit(1)
		.get();
	if (!next || next.createdAt > chainedBefore(now)) return false;
	return head !== null || (await isAlone(now));
}

/** No older version writes any more: the chain would not bear what it removes and tells of nowhere. */
async function isAlone(now: Date): Promise<boolean> {
	const since = new Date(now.getTime() - lifetimes.recordBegins);
	const byOlder = and(isNull(securityEvents.salt), gt(securityEvents.createdAt, since));
	return (await db.$count(securityEvents, byOlder)) === 0;
}

/** @returns whether a helper's act was chained. */
async function chainAll(holder: string, clock: () => Date): Promise<boolean> {
	const key = await getStoredKey('record');
	if (!key || !(await takeSealerLease(holder, clock()))) return false;
	let hasAct = false;
	try {
		await begin(key, clock());
		await inSteps(STEP, async () => {
			if (!(await takeSealerLease(holder, clock()))) return 0;
			const step = await chainStep({ key, now: clock() });
			hasAct ||= step.hasAct;
			return step.count;
		});
	} finally {
		await endSealerLease(holder);
	}
	return hasAct;
}

/** What is missing from before the chain was never told: one entry says where it began. */
async function begin(key: Buffer, now: Date): Promise<void> {
	if (await getRecordHead()) return;
	const { type, removed } = securityEvents;
	const told = await db
		.select(goingColumns)
		.from(securityEvents)
		.where(and(isNotNull(removed), eq(type, 'record-begun')));
	// Told the log also where an entry says so already: then somebody has thrown a chain away.
	log.warn({ event: 'record-begun' }, 'the chain over the record begins');
	if (told.some((entry) => entry.salt === removalProofOf(key, entry))) return;
	const entry = {
		id: crypto.randomUUID(),
		type: 'record-begun',
		removed: '',
		createdAt: now
	} as const;
	await db.insert(securityEvents).values({
		...entry,
		kind: 'record',
		ipAddress: '',
		userAgent: '',
		salt: removalProofOf(key, entry)
	});
}
