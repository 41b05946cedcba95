import { createHash } from 'node:crypto';
import { seal } from '../../src/lib/server/seal.ts';
import type { recoveryCodes } from '../../src/modules/auth/models/z.recovery-code.ts';
import type { totps } from '../../src/modules/auth/models/z.totp.ts';
import { idOf, type Person } from './seed-people.ts';

/** As `totp-secret.ts` seals it, which plain Node cannot import. */
const PURPOSE = 'totp';
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const CODES = 10;

const digestOf = (text: string) => createHash('sha256').update(`porchlight seed ${text}`);

/** The key of a made-up person's app, in base32: the same at each run, for whoever wants to sign in. */
export function appKeyOf({ id }: Pick<Person, 'id'>): string {
	const bytes = [...digestOf(`app ${id}`).digest()];
	return bytes.map((byte) => LETTERS[byte % LETTERS.length]).join('');
}

/** The app of a made-up person who has one, as a row. It works with the key of {@link appKeyOf}. */
export function appsOf(person: Person): (typeof totps.$inferInsert)[] {
	if (!person.hasApp) return [];
	const id = idOf(`${person.id} app`);
	return [
		{
			id,
			userId: person.id,
			sealed: seal(PURPOSE, id, appKeyOf(person)),
			createdAt: person.createdAt,
			confirmedAt: person.createdAt,
			lastUsedAt: person.signIns.at(-1)?.at ?? null
		}
	];
}

/** The recovery codes of whoever has a second step, as rows: some used, and none that anybody knows. */
export function recoveryCodesOf(person: Person): (typeof recoveryCodes.$inferInsert)[] {
	if (!person.hasApp && !person.asksSecondStep) return [];
	return Array.from({ length: CODES }, (_, index) => ({
		hash: digestOf(`code ${person.id} ${index}`).digest('hex'),
		userId: person.id,
		createdAt: person.createdAt,
		usedAt: index === 0 ? (person.signIns.at(-1)?.at ?? null) : null
	}));
}
