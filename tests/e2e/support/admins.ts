import { eq } from 'drizzle-orm';
import { createDb } from '../../../src/lib/server/db/create-db.ts';
import { sessions } from '../../../src/modules/auth/models/z.session.ts';
import { users } from '../../../src/modules/auth/models/z.user.ts';
import { createPerson } from './people.ts';
import { giveApp } from './second-factor.ts';
import type { AppServer } from './server.ts';

type Server = Pick<AppServer, 'databaseUrl'>;

/**
 * Makes a person one of those who run the site, with an app for codes. Where they are signed in, their
 * session counts as proved by it.
 * @returns the code that the app shows.
 */
export async function makeAdmin(server: Server, email: string): Promise<() => string> {
	const db = createDb(server.databaseUrl);
	try {
		const role = { role: 'admin', factorRequiredAt: new Date() } as const;
		const [admin] = await db.update(users).set(role).where(eq(users.email, email)).returning();
		if (!admin) throw new Error(`There is no account of ${email}.`);
		const proved = { amr: 'pwd otp mfa', confirmedAt: new Date() };
		await db.update(sessions).set(proved).where(eq(sessions.userId, admin.id));
	} finally {
		db.$client.close();
	}
	return giveApp(server, email);
}

/** Somebody who runs the site. @returns with the code that their app shows. */
export async function createAdmin(server: Server, profile?: { email: string }) {
	const person = await createPerson(server, profile);
	return { ...person, code: await makeAdmin(server, person.email) };
}
