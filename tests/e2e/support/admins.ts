import { eq } from 'drizzle-orm';
import { sessions } from '../../../src/modules/auth/models/z.session.ts';
import { users } from '../../../src/modules/auth/models/z.user.ts';
import { type Databased, withDatabase } from './database.ts';
import { createPerson } from './people.ts';
import { giveApp } from './second-factor.ts';

/**
 * Makes a person one of those who run the site, with an app for codes. Where they are signed in, their
 * session counts as proved by it.
 * @returns the code that the app shows.
 */
export async function makeAdmin(server: Databased, email: string): Promise<() => string> {
	await withDatabase(server, async (db) => {
		const role = { role: 'admin', factorRequiredAt: new Date() } as const;
		const [admin] = await db.update(users).set(role).where(eq(users.email, email)).returning();
		if (!admin) throw new Error(`There is no account of ${email}.`);
		const proved = { amr: 'pwd otp mfa', confirmedAt: new Date() };
		await db.update(sessions).set(proved).where(eq(sessions.userId, admin.id));
	});
	return giveApp(server, email);
}

/** Somebody who runs the site. @returns with the code that their app shows. */
export async function createAdmin(server: Databased, profile?: { email: string }) {
	const person = await createPerson(server, profile);
	return { ...person, code: await makeAdmin(server, person.email) };
}
