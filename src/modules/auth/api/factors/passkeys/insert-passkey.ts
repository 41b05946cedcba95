import { eq, or } from 'drizzle-orm';
import { recordEvent } from '$modules/activity/api/record-event';
import type { ClientContext } from '@/server/client-context';
import type { Executor } from '@/server/db/create-db';
import { passkeys } from '../../../models/z.passkey';
import { usedChallenges } from '../../../models/z.used-challenge';
import { createOwnerMail } from '../../mails/owner-mail';
import { relyingParty } from '../webauthn/relying-party';
import { PASSKEYS_MAX } from './passkey-store';
import type { NewPasskey } from './verify-new-passkey';

/**
 * Stores a passkey that was checked, uses its challenge up, keeps the record and tells the owner, in
 * a transaction of the caller's. What it refuses leaves no trace.
 * - `exists`: its credential is there already, of this account or another
 * - `used`: the challenge has been used up
 * - `too-many`: the account has as many as it may
 * @param input.name as {@link passkeyName} gives it; nothing for the proposed one.
 */
export async function insertPasskey(
	input: {
		userId: string;
		passkey: NewPasskey;
		name?: string | null;
		/** It proves a session at once, which counts as its first use. */
		isUsed?: boolean;
		client: ClientContext;
		now: Date;
	},
	executor: Executor
): Promise<{ ok: true; id: string } | { ok: false; reason: 'exists' | 'used' | 'too-many' }> {
	const { userId, isUsed = false, client, now } = input;
	const { challenge, proposedName, ...made } = input.passkey;
	const name = input.name || proposedName;
	const reason = await refusal({ userId, ...made, challengeId: challenge.id }, executor);
	if (reason) return { ok: false, reason };

	await executor.insert(usedChallenges).values(challenge);
	const [added] = await executor
		.insert(passkeys)
		.values({
			...made,
			rpId: relyingParty()?.id ?? '',
			userId,
			name,
			createdAt: now,
			lastUsedAt: isUsed ? now : null
		})
		.returning({ id: passkeys.id });
	const eventId = await recordEvent(
		{ userId, type: 'passkey-added', method: name, client, now },
		executor
	);
	await createOwnerMail({ template: 'passkey-added', userId, eventId, now }, executor);
	return { ok: true, id: added!.id };
}

/** Why a passkey cannot be stored; looked for first, as a refusal must not use the challenge up. */
async function refusal(
	{ userId, credentialId, challengeId }: Record<'userId' | 'credentialId' | 'challengeId', string>,
	executor: Executor
): Promise<'exists' | 'used' | 'too-many' | null> {
	const used = await executor
		.select({ id: usedChallenges.id })
		.from(usedChallenges)
		.where(eq(usedChallenges.id, challengeId))
		.get();
	if (used) return 'used';
	const present = await executor
		.select({ credentialId: passkeys.credentialId })
		.from(passkeys)
		.where(or(eq(passkeys.userId, userId), eq(passkeys.credentialId, credentialId)));
	if (present.some((one) => one.credentialId === credentialId)) return 'exists';
	return present.length >= PASSKEYS_MAX ? 'too-many' : null;
}
