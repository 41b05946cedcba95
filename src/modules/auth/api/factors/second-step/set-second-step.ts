import { eq } from 'drizzle-orm';
import { recordEvent } from '$modules/activity/api/record-event';
import { takeLimits } from '$modules/limits/api/take-limits';
import type { ClientContext } from '@/server/client-context';
import type { Executor } from '@/server/db/create-db';
import { users } from '../../../models/z.user';
import { createOwnerMail } from '../../mails/owner-mail';
import { endTrust } from '../../session/end-access';
import { asOwner, type SessionOwner } from '../../session/session-owner';
import { needsSecondStep } from '../../user/second-step';
import { getUser, type Account } from '../../user/user-store';
import {
	hasRecoveryCodes,
	makeRecoveryCodes,
	type NewRecoveryCodes
} from '../recovery-codes/recovery-code-store';
import { keepRemovedFactor } from '../removed/removed-factors';
import { beginSecondStep } from './begin-second-step';
import { switchSecondStepOff } from './switch-second-step-off';

type Result =
	/**
	 * `isFirst`: recovery codes were made with it, and wait to be shown; `staysOn`: the switch is off,
	 * and an app asks for the step. `endedAt`: from when on known browsers count, see
	 * `keepKnownBrowser`; `null` where that stays as it was.
	 */
	| { ok: true; isFirst: boolean; staysOn: boolean; endedAt: Date | null }
	| { ok: false; reason: 'no-factor' | 'required' | 'key-lost' };

/**
 * The switch "ask for a second step after my password". The caller has asked for a recent
 * confirmation. What stands as wished already changes nothing.
 * - `no-factor`: there is nothing that a second step could be taken with
 * - `required`: the account has to have one, so that it cannot be switched off
 * - `key-lost`: the key is lost under which recovery codes are kept
 * @throws SessionEndedError; TryLaterError (429) past the limit of changes.
 */
export async function setSecondStep(input: {
	owner: SessionOwner;
	isOn: boolean;
	client: ClientContext;
}): Promise<Result> {
	const { owner, isOn, client } = input;
	const { userId } = owner;
	await takeLimits([['factor-changes', userId]]);
	const codes = isOn ? await makeRecoveryCodes({ userId }) : null;
	if (isOn && !codes) return { ok: false, reason: 'key-lost' };
	return asOwner(owner, async (tx, now) => {
		const account = await getUser({ userId }, tx);
		const staysOn = !isOn && account !== null && account.hasTotp;
		const done = { ok: true, isFirst: false, staysOn, endedAt: null } as const;
		if (!account || account.asksSecondStep === isOn) return done;
		if (codes) return switchOn({ owner, account, codes, client, now }, tx);
		if (account.factorRequiredAt) return { ok: false, reason: 'required' };
		await switchSecondStepOff({ account, client, now }, tx);
		return done;
	});
}

type Wanted = {
	owner: SessionOwner;
	account: Account;
	codes: NewRecoveryCodes;
	client: ClientContext;
	now: Date;
};

async function switchOn({ account, ...wanted }: Wanted, tx: Executor): Promise<Result> {
	if (!needsSecondStep({ ...account, asksSecondStep: true })) {
		return { ok: false, reason: 'no-factor' };
	}
	const { client, now } = wanted;
	const { id: userId } = account;
	const rows = [{ asksSecondStep: false }];
	await keepRemovedFactor({ userId, kind: 'second-step', rows, now }, tx);
	await tx.update(users).set({ asksSecondStep: true }).where(eq(users.id, userId));
	const eventId = await recordEvent({ userId, type: 'second-step-on', client, now }, tx);
	// With codes the step was there before the switch.
	const isFirst = !(await hasRecoveryCodes({ userId }, tx)) && (await beginSecondStep(wanted, tx));
	await endTrust({ userId }, tx);
	await createOwnerMail({ template: 'second-step-on', userId, eventId, now }, tx);
	return { ok: true, isFirst, staysOn: false, endedAt: isFirst ? now : null };
}
