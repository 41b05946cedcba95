import { randomBytes, randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { seal, unseal } from '../../../src/lib/server/seal.ts';
import {
	createRecoveryCode,
	hashRecoveryCode,
	readRecoveryCode
} from '../../../src/modules/auth/api/factors/recovery-codes/recovery-code.ts';
import { recoveryCodes } from '../../../src/modules/auth/models/z.recovery-code.ts';
import { totps } from '../../../src/modules/auth/models/z.totp.ts';
import { users } from '../../../src/modules/auth/models/z.user.ts';
import { storedKeys } from '../../../src/modules/keys/models/z.stored-key.ts';
import { codeOfApp, newAppSecret } from '../../support/app-code.ts';
import { withAccount, type Databased } from './database.ts';
import { AUTH_SECRET } from './server.ts';

/** What is written there is sealed as the server does it. */
const withOwner: typeof withAccount = (...all) => {
	process.env.AUTH_SECRET = AUTH_SECRET;
	return withAccount(...all);
};

/** Gives a person an app that makes codes. @returns the code that it shows. */
export const giveApp = (server: Databased, email: string): Promise<() => string> =>
	withOwner(server, email, async (db, userId) => {
		const [id, secret, now] = [randomUUID(), newAppSecret(), new Date()];
		const sealed = seal('totp', id, secret);
		await db.insert(totps).values({ id, userId, sealed, createdAt: now, confirmedAt: now });
		return () => codeOfApp(secret);
	});

/** Gives a person a recovery code. */
export const giveRecoveryCode = (server: Databased, email: string): Promise<string> =>
	withOwner(server, email, async (db, userId) => {
		const name = 'recovery-codes';
		const fresh = seal('stored-key', name, randomBytes(32).toString('base64'));
		const row = { name, sealed: fresh, createdAt: new Date() };
		await db.insert(storedKeys).values(row).onConflictDoNothing();
		const kept = await db.select().from(storedKeys).where(eq(storedKeys.name, name)).get();
		const key = Buffer.from(unseal('stored-key', name, kept?.sealed ?? '') ?? '', 'base64');
		const code = createRecoveryCode();
		const hash = hashRecoveryCode(key, userId, readRecoveryCode(code)!);
		await db.insert(recoveryCodes).values({ hash, userId, createdAt: new Date() });
		return code;
	});

/** Makes an account ask for its passkey behind its password. */
export const askForStep = (server: Databased, email: string): Promise<void> =>
	withOwner(server, email, async (db, userId) => {
		await db.update(users).set({ asksSecondStep: true }).where(eq(users.id, userId));
	});
