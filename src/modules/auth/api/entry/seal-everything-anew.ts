import { sealStoredKeysAnew } from '$modules/keys/api/stored-key';
import type { SealedAnew } from '@/server/db/seal-rows-anew';
import { env } from '@/server/env';
import { sealTotpsAnew } from '../factors/apps/seal-totps-anew';
import { sealShownCodesAnew } from '../factors/recovery-codes/recovery-code-store';
import { sealRemovedFactorsAnew } from '../factors/removed/removed-factors';
import { sealKeptFormsAnew } from '../kept-form/kept-form-store';

/** All that the database holds under `AUTH_SECRET`. */
const kinds = {
	'stored-keys': sealStoredKeysAnew,
	apps: sealTotpsAnew,
	'removed-factors': sealRemovedFactorsAnew,
	'shown-recovery-codes': sealShownCodesAnew,
	'kept-forms': sealKeptFormsAnew
};

type SealedKind = keyof typeof kinds;

/**
 * The rotation of the key, once every instance has the new one as `AUTH_SECRET` (docs/operations.md):
 * encrypts under it all that is kept under `AUTH_SECRET_PREVIOUS`, so that this can be given up.
 * Housekeeping does it. What is signed with the old key stays good until it runs out.
 * @returns of each kind how many were, and how many nobody can open; nothing where no key came before.
 */
export async function sealEverythingAnew(): Promise<Partial<Record<SealedKind, SealedAnew>>> {
	const done: Partial<Record<SealedKind, SealedAnew>> = {};
	if (!env().AUTH_SECRET_PREVIOUS) return done;
	for (const kind of Object.keys(kinds) as SealedKind[]) done[kind] = await kinds[kind]();
	return done;
}
