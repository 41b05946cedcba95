import { listEvents } from '$modules/activity/api/list-events';
import { hasEventBetween } from '$modules/activity/api/event-store';
import { recordEvent, type Helper } from '$modules/activity/api/record-event';
import { erasedAt } from '$modules/auth/api/account/get-closed-account';
import { listConnections } from '$modules/auth/api/connections/connection-store';
import { listPasskeys } from '$modules/auth/api/factors/passkeys/passkey-store';
import { countRecoveryCodes } from '$modules/auth/api/factors/recovery-codes/recovery-code-store';
import { listTrustedDevices } from '$modules/auth/api/factors/trusted-devices/trusted-device-store';
import { hasPassword } from '$modules/auth/api/password/password-hash';
import { listSessions } from '$modules/auth/api/session/session-store';
import { countWaysIn } from '$modules/auth/api/user/count-ways-in';
import { needsSecondStep } from '$modules/auth/api/user/second-step';
import { stateOf, type Account } from '$modules/auth/api/user/user-store';
import { listMailsOf } from '$modules/mail/api/outbox/list-mails-of';
import { nowhere } from '@/server/client-context';
import { db } from '@/server/db/client';
import { findPerson } from './act-on';
import { OPERATOR, type Whom } from './helper';

/** Entries of the record that a helper sees: what happened and when, not from where. */
const EVENTS_SHOWN = 10;

/**
 * Looks of one admin at one person that follow each other within this time are one, in milliseconds.
 * One that lies further ahead was recorded by a clock that was wrong, and is another.
 */
const ONE_LOOK = 15 * 60 * 1000;

/**
 * What a helper needs to know of a person: how they get in, where they are signed in, what happened last
 * which mails wait, and which were sent. Nothing of their profile, no secret, and no address of a
 * network. That it was looked at is recorded for its owner to see.
 * @returns `null` where there is no such account, or it is being erased.
 */
export async function getPerson(input: Whom & { by: Helper }) {
	const { by } = input;
	const user = await findPerson(input);
	if (!user) return null;
	const { id: userId, closedAt, suspendedAt, mailBlockedAt } = user;
	const person = {
		id: userId,
		email: user.email,
		role: user.role,
		mailBlockedAt,
		state: stateOf(user),
		suspendedAt,
		closedAt,
		erasedAt: closedAt && erasedAt(closedAt),
		waysIn: await describeWaysIn(userId),
		secondStep: await describeSecondStep(user),
		sessions: (await listSessions({ userId, sessionId: '' })).map(
			({ method, browser, system, createdAt, lastUsedAt }) =>
				({ method, browser, system, createdAt, lastUsedAt }) as const
		),
		lastEvents: await listLastEvents(userId),
		mails: await listMailsOf({ userId, email: user.email })
	};
	if (!(await hasJustLooked(userId, by)))
		await recordEvent({ userId, type: 'account-viewed', by, client: nowhere }, db);
	return person;
}

/** A page is loaded anew after each act; a command is given each time. */
export async function hasJustLooked(userId: string, { actor }: Helper): Promise<boolean> {
	if (actor === OPERATOR) return false;
	const now = Date.now();
	const [since, until] = [new Date(now - ONE_LOOK), new Date(now + ONE_LOOK)];
	return hasEventBetween({ userId, type: 'account-viewed', actor, since, until });
}

async function describeWaysIn(userId: string) {
	const passkeys = await listPasskeys({ userId });
	const connections = await listConnections({ userId });
	return {
		/** Those that can be used today, see `countWaysIn`. */
		count: await countWaysIn({ userId }, db),
		password: await hasPassword({ userId }),
		passkeys: passkeys.map(({ name, createdAt, lastUsedAt }) => ({ name, createdAt, lastUsedAt })),
		providers: connections.map(({ provider, lastUsedAt }) => ({ provider, lastUsedAt }))
	};
}

async function describeSecondStep(user: Account) {
	const { id: userId, hasTotp, asksSecondStep, factorRequiredAt } = user;
	return {
		isAskedFor: needsSecondStep(user),
		isRequired: factorRequiredAt !== null,
		app: hasTotp,
		switchedOn: asksSecondStep,
		recoveryCodesLeft: await countRecoveryCodes({ userId }),
		trustedBrowsers: (await listTrustedDevices({ userId, deviceId: null })).length
	};
}

async function listLastEvents(userId: string) {
	const { events } = await listEvents({ userId });
	return events
		.slice(0, EVENTS_SHOWN)
		.map(({ id, type, method, passkey, newBrowser, isByHelper, createdAt }) => {
			return { id, type, method, passkey, newBrowser, isByHelper, createdAt };
		});
}

export type ShownPerson = NonNullable<Awaited<ReturnType<typeof getPerson>>>;
