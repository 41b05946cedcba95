import { sealRowsAnew, type SealedAnew } from '@/server/db/sealed-rows';
import { env } from '@/server/env';
import { ofEachSealedKind, type SealedKind } from './sealed-kinds';

/**
 * The rotation of the key, once every instance has the new one as `AUTH_SECRET` (docs/operations.md):
 * encrypts under it all that is kept under `AUTH_SECRET_PREVIOUS`, so that this can be given up.
 * Housekeeping does it, and `pnpm admin keys rotate`. What is signed with the old key stays good until
 * it runs out.
 * @returns of each kind how many were, and how many nobody can open; nothing where no key came before.
 */
export const sealEverythingAnew = async (): Promise<Partial<Record<SealedKind, SealedAnew>>> =>
	env().AUTH_SECRET_PREVIOUS ? ofEachSealedKind(sealRowsAnew) : {};
