import {
	countSealed,
	sealEverythingAnew,
	type SealedKind
} from '$modules/auth/api/entry/sealed-kinds';

/** How often it is gone through: what an instance writes meanwhile that still has the old key is found. */
const ROUNDS = 5;

/** Of one kind: sealed anew by this call, still under the key before, and opened by neither. */
export type RotatedKind = { kind: SealedKind; sealed: number; left: number; lost: number };

/**
 * Ends the change of the key, beside the running server: seals anew, to the end, what is kept under
 * `AUTH_SECRET_PREVIOUS`, and then opens all there is to see whether it is so. Without a key that came
 * before it only looks.
 */
export async function rotateKeys(): Promise<RotatedKind[]> {
	const sealed = new Map<string, number>();
	for (let round = 0; round < ROUNDS; round += 1) {
		let found = 0;
		for (const [kind, { anew }] of Object.entries(await sealEverythingAnew())) {
			sealed.set(kind, (sealed.get(kind) ?? 0) + anew);
			found += anew;
		}
		if (found === 0) break;
	}
	return Object.entries(await countSealed()).map(([kind, { old, lost }]) => ({
		kind: kind as SealedKind,
		sealed: sealed.get(kind) ?? 0,
		left: old,
		lost
	}));
}
