import { and, desc, eq, gt, inArray } from 'drizzle-orm';
import { recordEvent } from '$modules/activity/api/record-event';
import { lifetimes } from '$modules/limits/api/lifetimes';
import type { ClientContext } from '@/server/client-context';
import { db } from '@/server/db/client';
import type { Executor } from '@/server/db/create-db';
import { keepNewest } from '@/server/db/keep-newest';
import { describeUserAgent } from '@/server/describe-user-agent';
import { hashToken } from '@/server/secrets';
import { trustedDevices } from '../../../models/z.trusted-device';
import { createOwnerMail } from '../../mails/owner-mail';
import { asOwner, type SessionOwner } from '../../session/session-owner';
import type { Account } from '../../user/user-store';
import { createDeviceToken, deviceIdOf, nextDeviceTokens, type DeviceTrust } from './device-cookie';

/** Trusted devices of an account at most: `endTrust` ends all at once. */
const DEVICES_MAX = 50;

/**
 * Trusts the browser in which an account's second step has just been taken, in that step's
 * transaction: it is not asked for there until the time is over. Past fifty of an account the one
 * that ends first goes.
 * @param input.token a new one, unless one was derived.
 * @returns the token for this browser's cookie, which `startBrowserSession` writes as the outcome's
 * `device`.
 */
export async function trustDevice(
	input: { userId: string; token?: string | undefined; client: ClientContext; now: Date },
	executor: Executor
): Promise<{ token: string }> {
	const { userId, token = createDeviceToken(crypto.randomUUID()), client, now } = input;
	const id = deviceIdOf(token);
	await executor.insert(trustedDevices).values({
		id,
		userId,
		hash: hashToken(token),
		rotatedAt: now,
		userAgent: client.userAgent,
		createdAt: now,
		expiresAt: new Date(now.getTime() + lifetimes.trustedDevice)
	});
	const whose = eq(trustedDevices.userId, userId);
	const by = trustedDevices.expiresAt;
	await keepNewest({ table: trustedDevices, whose, by, max: DEVICES_MAX }, executor);
	await recordEvent({ userId, type: 'device-trusted', client, now }, executor);
	return { token };
}

/** In this browser the second step is not asked for, and its next token. */
type Trusted = { token: string };
/** Its token was replaced long ago: somebody has a copy, so that the trust has ended. */
type Refused = { token: null };

/**
 * Uses the trust of an account in a browser, in the transaction of the sign-in that it shortens. Each
 * use replaces the token; when the trust ends stays as it was. The token before is good for a minute
 * more and gets the same answer. Later it ends the trust, whoever came by it, and the owner is told.
 * @param use.devices as the browser's cookie has them.
 * @returns `null` where the account does not trust this browser.
 */
export async function useTrustedDevice(
	use: { user: Account; devices: readonly DeviceTrust[]; client: ClientContext; now: Date },
	executor: Executor
): Promise<Trusted | Refused | null> {
	const { user, devices, client, now } = use;
	const userId = user.id;
	const token = devices.find((one) => one.userId === userId)?.token;
	if (token === undefined) return null;
	const own = and(eq(trustedDevices.id, deviceIdOf(token)), eq(trustedDevices.userId, userId));
	const device = await executor
		.select()
		.from(trustedDevices)
		.where(and(own, gt(trustedDevices.expiresAt, now)))
		.get();
	if (!device) return null;

	const hash = hashToken(token);
	const next = nextDeviceTokens(token);
	if (hash === device.hash) {
		const { userAgent } = client;
		await executor
			.update(trustedDevices)
			.set({ hash: hashToken(next[0]!), previousHash: hash, rotatedAt: now, userAgent })
			.where(own);
		return { token: next[0]! };
	}
	const replacedAgo = now.getTime() - device.rotatedAt.getTime();
	// One replaced further ahead, by a clock that was wrong, would pass for a new one until then.
	const isOverlap =
		replacedAgo <= lifetimes.trustedDeviceOverlap && replacedAgo >= -lifetimes.clockDifference;
	const given = next.find((one) => hashToken(one) === device.hash);
	if (hash === device.previousHash && isOverlap && given) return { token: given };

	await executor.delete(trustedDevices).where(own);
	const eventId = await recordEvent({ userId, type: 'device-refused', client, now }, executor);
	await createOwnerMail(
		{ template: 'device-refused', userId, owner: user, eventId, now },
		executor
	);
	return { token: null };
}

/**
 * The browsers that an account trusts, the one used last first.
 * @param input.deviceId by which this browser says to be known, see `readDeviceId`.
 */
export async function listTrustedDevices(
	input: { userId: string; deviceId: string | null },
	executor: Executor = db
) {
	const rows = await executor
		.select({
			id: trustedDevices.id,
			userAgent: trustedDevices.userAgent,
			createdAt: trustedDevices.createdAt,
			/** Each use replaces the token. */
			lastUsedAt: trustedDevices.rotatedAt,
			expiresAt: trustedDevices.expiresAt
		})
		.from(trustedDevices)
		.where(and(eq(trustedDevices.userId, input.userId), gt(trustedDevices.expiresAt, new Date())))
		.orderBy(desc(trustedDevices.rotatedAt));
	return rows.map(({ userAgent, ...device }) => ({
		...device,
		...describeUserAgent(userAgent),
		isCurrent: device.id === input.deviceId
	}));
}

export type ListedDevice = Awaited<ReturnType<typeof listTrustedDevices>>[number];

/**
 * Ends the trust in one browser of a person: the second step is asked for there from now on.
 * @returns `false` where they trust no such browser.
 * @throws SessionEndedError
 */
export async function revokeTrustedDevice(input: {
	owner: SessionOwner;
	id: string;
	client: ClientContext;
}): Promise<boolean> {
	const { owner, id, client } = input;
	const { userId } = owner;
	return asOwner(owner, async (tx, now) => {
		const [ended] = await tx
			.delete(trustedDevices)
			.where(and(eq(trustedDevices.id, id), eq(trustedDevices.userId, userId)))
			.returning({ id: trustedDevices.id });
		if (!ended) return false;
		await recordEvent({ userId, type: 'device-forgotten', client, now }, tx);
		return true;
	});
}

/** Ends the trust that these tokens stand for: the browser that had them keeps them no longer. */
export async function dropDevices(tokens: readonly string[]): Promise<void> {
	if (tokens.length === 0) return;
	await db.delete(trustedDevices).where(inArray(trustedDevices.hash, tokens.map(hashToken)));
}
