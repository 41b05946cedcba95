import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { insertPeople } from '../../../scripts/lib/insert-people.ts';
import type { Executor } from '../../../src/lib/server/db/create-db.ts';
import { seal } from '../../../src/lib/server/seal.ts';
import { pendingSignIns } from '../../../src/modules/auth/models/z.pending-sign-in.ts';
import { totps } from '../../../src/modules/auth/models/z.totp.ts';
import { usedChallenges } from '../../../src/modules/auth/models/z.used-challenge.ts';
import { users } from '../../../src/modules/auth/models/z.user.ts';
import { codeOfApp, newAppSecret } from '../../support/app-code.ts';
import { withDatabase, type Databased } from './database.ts';
import { newEmail } from './people.ts';
import { AUTH_SECRET } from './server.ts';

const STEP = 30_000;
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/** The codes that somebody could give who does not have the app. */
export type Guess = 'wrong' | 'too old' | 'used';

/**
 * Sign-ins of so many accounts that wait for a code, as if a password had been given just now. Each
 * account's app has been used up for the next ten minutes, and its owner was told of a wrong code.
 * @returns of each the token of its cookie, and the codes to guess.
 */
export async function waitAtStep(server: Databased, count: number) {
	// What is written here is sealed as the server does it.
	process.env.AUTH_SECRET = AUTH_SECRET;
	const now = new Date();
	const expiresAt = new Date(now.getTime() + 10 * 60_000);
	const people = Array.from({ length: count }, () => ({
		id: randomUUID(),
		email: newEmail('waits'),
		totpId: randomUUID(),
		secret: newAppSecret(),
		token: randomBytes(32).toString('base64url')
	}));
	const here = Math.floor(now.getTime() / STEP);
	const steps = Array.from({ length: 24 }, (_, index) => here - 2 + index);
	const wait = async (tx: Executor) => {
		for (const { id, email, totpId, secret, token } of people) {
			const app = { id: totpId, userId: id, createdAt: now, confirmedAt: now };
			const used = steps.map((step) => ({ id: sha256(`totp ${totpId} ${step}`), expiresAt }));
			const proved = { reason: 'second-factor', method: 'password', amr: 'pwd' } as const;
			const waits = { id: sha256(token), userId: id, newBrowser: true, expiresAt };
			await insertPeople([{ id, email }], tx);
			await tx.insert(totps).values({ ...app, sealed: seal('totp', totpId, secret) });
			await tx.insert(usedChallenges).values(used);
			await tx.insert(pendingSignIns).values({ ...proved, ...waits, via: 'password' });
		}
		await tx.update(users).set({ wrongCodeMailAt: now });
	};
	await withDatabase(server, (db) => db.transaction(wait));

	return people.map(({ token, secret }) => ({
		token,
		guess(kind: Guess): string {
			const at = (steps: number) => codeOfApp(secret, new Date(Date.now() + steps * STEP));
			if (kind === 'used') return at(0);
			// Two steps would be one where the server sees it in the next.
			if (kind === 'too old') return at(-3);
			const good = new Set([-3, -2, -1, 0, 1, 2].map(at));
			return ['000000', '111111', '222222', '333333', '444444', '555555', '666666'].find(
				(code) => !good.has(code)
			)!;
		}
	}));
}
