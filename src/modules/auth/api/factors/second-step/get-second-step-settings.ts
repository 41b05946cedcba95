import { and, eq, isNull, sql } from 'drizzle-orm';
import { db } from '@/server/db/client';
import { env } from '@/server/env';
import { recoveryCodes, shownRecoveryCodes } from '../../../models/z.recovery-code';
import { users } from '../../../models/z.user';
import { factorColumns, needsSecondStep } from '../../user/second-step';

export type SecondStepSettings = {
	/** Whether a password or a connected account is followed by a second step. */
	isOn: boolean;
	/** What asks for it; of several what cannot be switched off. */
	by: 'app' | 'required' | 'switch' | null;
	/** The switch is on, or the account has to have it: then a passkey alone turns it on. */
	isWanted: boolean;
	hasTotp: boolean;
	/** A passkey that can be used here. */
	hasPasskey: boolean;
	/** Recovery codes that are left; `null` where none were ever made. */
	codesLeft: number | null;
	/** When they were made. */
	codesMadeAt: Date | null;
	/** The newest set, until its owner says that it is kept: it can be seen still, or no longer. */
	unsaved: 'shown' | 'gone' | null;
	/** Until when it can be seen; `null` once it is kept. */
	shownUntil: Date | null;
};

const own = eq(recoveryCodes.userId, users.id);

/** What a person's settings say of their second step and its recovery codes, in one query. */
export async function getSecondStepSettings({
	userId
}: {
	userId: string;
}): Promise<SecondStepSettings> {
	const row = await db
		.select({
			...factorColumns,
			made: db.$count(recoveryCodes, own),
			left: db.$count(recoveryCodes, and(own, isNull(recoveryCodes.usedAt))),
			madeAt: sql<
				number | null
			>`(select max(${recoveryCodes.createdAt}) from ${recoveryCodes} where ${own})`,
			shownUntil: shownRecoveryCodes.expiresAt
		})
		.from(users)
		.leftJoin(shownRecoveryCodes, eq(shownRecoveryCodes.userId, users.id))
		.where(eq(users.id, userId))
		.get();
	if (!row) throw new Error('There is no such account.');
	const { hasTotp, made, left, shownUntil } = row;
	const isOn = needsSecondStep(row);
	const switchedBy = row.factorRequiredAt ? 'required' : 'switch';
	return {
		isOn,
		by: isOn ? (hasTotp ? 'app' : switchedBy) : null,
		isWanted: row.asksSecondStep || row.factorRequiredAt !== null,
		hasTotp,
		hasPasskey: row.hasPasskey && env().passkeysAvailable,
		codesLeft: made > 0 ? left : null,
		codesMadeAt: row.madeAt === null ? null : new Date(row.madeAt),
		unsaved: shownUntil && (shownUntil > new Date() ? 'shown' : 'gone'),
		shownUntil
	};
}
