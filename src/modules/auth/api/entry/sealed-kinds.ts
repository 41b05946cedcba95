import { sealedStoredKeys } from '$modules/keys/api/stored-key';
import {
	countSealedRows,
	sealRowsAnew,
	type SealedAnew,
	type SealedCount
} from '@/server/db/sealed-rows';
import { env } from '@/server/env';
import { sealedTotps } from '../factors/apps/totp-store';
import { sealedShownCodes } from '../factors/recovery-codes/recovery-code-store';
import { sealedRemovedFactors } from '../factors/removed/removed-factors';
import { sealedKeptForms } from '../kept-form/kept-form-store';

/** All that the database holds under `AUTH_SECRET`. */
const sealedKinds = {
	'stored-keys': sealedStoredKeys,
	apps: sealedTotps,
	'removed-factors': sealedRemovedFactors,
	'shown-recovery-codes': sealedShownCodes,
	'kept-forms': sealedKeptForms
};

export type SealedKind = keyof typeof sealedKinds;

/** Hands each kind to `work`, one after the other. */
async function ofEachSealedKind<Result>(
	work: (rows: (typeof sealedKinds)[SealedKind]) => Promise<Result>
): Promise<Record<SealedKind, Result>> {
	const done: Partial<Record<SealedKind, Result>> = {};
	for (const kind of Object.keys(sealedKinds) as SealedKind[]) {
		done[kind] = await work(sealedKinds[kind]);
	}
	return done as Record<SealedKind, Result>;
}

/** How much of each kind only the key before opens, and how much neither key does. */
export const countSealed = (): Promise<Record<SealedKind, SealedCount>> =>
	ofEachSealedKind(countSealedRows);

/**
 * The rotation of the key, once every instance has the new one as `AUTH_SECRET` (docs/operations.md):
 * encrypts under it all that is kept under `AUTH_SECRET_PREVIOUS`, so that this can be given up.
 * Housekeeping does it, and `pnpm admin keys rotate`. What is signed with the old key stays good until
 * it runs out.
 * @returns of each kind how many were, and how many nobody can open; nothing where no key came before.
 */
export const sealEverythingAnew = async (): Promise<Partial<Record<SealedKind, SealedAnew>>> =>
	env().AUTH_SECRET_PREVIOUS ? ofEachSealedKind(sealRowsAnew) : {};
