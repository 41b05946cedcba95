import { and, eq, exists, isNotNull, sql, type SQL } from 'drizzle-orm';
import { db } from '@/server/db/client';
import { env } from '@/server/env';
import { passkeys } from '../../models/z.passkey';
import { totps } from '../../models/z.totp';
import { users } from '../../models/z.user';

const isTrue = (condition: SQL) => sql<boolean>`${condition}`.mapWith(Boolean);

const ownTotp = exists(
	db
		.select({ one: sql`1` })
		.from(totps)
		.where(and(eq(totps.userId, users.id), isNotNull(totps.confirmedAt)))
);

/** The site that passkeys are made for here: read when the query is built, not when this file is. */
const here = sql.param('', { mapToDriverValue: () => new URL(env().ORIGIN).hostname });

/** One that was made for another site, before ORIGIN moved, opens nothing here. */
const ownPasskey = exists(
	db
		.select({ one: sql`1` })
		.from(passkeys)
		.where(and(eq(passkeys.userId, users.id), sql`${passkeys.rpId} in ('', ${here})`))
);

/** What an account says of its second step, for a query that reads `users`. */
export const factorColumns = {
	asksSecondStep: users.asksSecondStep,
	factorRequiredAt: users.factorRequiredAt,
	/** An app whose first code was given. */
	hasTotp: isTrue(ownTotp),
	/** A passkey that can be used here. */
	hasPasskey: isTrue(ownPasskey)
};

/** What decides whether an account asks for a second step. */
export type Factors = {
	asksSecondStep: boolean;
	factorRequiredAt: Date | null;
	hasTotp: boolean;
	hasPasskey: boolean;
};

/**
 * Whether a sign-in to an account that is not two factors itself has to go through a second step: by an
 * app always; by a passkey where its owner wants it so (the switch) or has to. Adding a passkey alone
 * puts no step behind the password.
 */
export const needsSecondStep = (account: Factors): boolean =>
	account.hasTotp ||
	((account.asksSecondStep || account.factorRequiredAt !== null) && canUsePasskey(account));

/** Whether an account has to get a second factor before anything else opens. */
export const lacksFactor = (account: Factors): boolean =>
	account.factorRequiredAt !== null && !account.hasTotp && !canUsePasskey(account);

const canUsePasskey = ({ hasPasskey }: Factors) => hasPasskey && env().passkeysAvailable;
