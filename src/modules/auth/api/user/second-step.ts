import { and, eq, exists, isNotNull, sql, type Placeholder, type SQL } from 'drizzle-orm';
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

/** One that was made for another site, before ORIGIN moved, opens nothing here; without a site none does. */
const ownPasskeyAt = (site: SQL | Placeholder) =>
	exists(
		db
			.select({ one: sql`1` })
			.from(passkeys)
			.where(
				and(
					eq(passkeys.userId, users.id),
					sql`${site} is not null and ${passkeys.rpId} in ('', ${site})`
				)
			)
	);

/** The site that passkeys are made for here; `null` where there can be none. */
const siteHere = () => (env().passkeysAvailable ? new URL(env().ORIGIN).hostname : null);

/** Read when the query is built, not when this file is. */
const here = sql`${sql.param('', { mapToDriverValue: siteHere })}`;

/** What an account says of its second step, for a query that reads `users`. */
export const factorColumns = {
	asksSecondStep: users.asksSecondStep,
	factorRequiredAt: users.factorRequiredAt,
	/** An app whose first code was given. */
	hasTotp: isTrue(ownTotp),
	/** A passkey that can be used here. */
	hasPasskey: isTrue(ownPasskeyAt(here))
};

/**
 * The same for the one query that each request makes, see {@link requiredFactorValues}: where no
 * factor is required SQL does not look for any, so that it costs what it did.
 */
export const requiredFactorColumns = {
	factorRequiredAt: users.factorRequiredAt,
	/** It has to have one and has none. */
	lacksFactor: isTrue(
		sql`case when ${users.factorRequiredAt} is null then 0
			else not (${ownTotp} or ${ownPasskeyAt(sql.placeholder('site'))}) end`
	)
};

/** What {@link requiredFactorColumns} are asked with: a query that is kept is built but once. */
export const requiredFactorValues = () => ({ site: siteHere() });

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

const canUsePasskey = ({ hasPasskey }: Factors) => hasPasskey && env().passkeysAvailable;
