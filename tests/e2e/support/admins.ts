import { eq } from 'drizzle-orm';
import { createDb } from '../../../src/lib/server/db/create-db.ts';
import { users } from '../../../src/modules/auth/models/z.user.ts';
import { createPerson } from './people.ts';
import { giveApp } from './second-factor.ts';
import type { AppServer } from './server.ts';

/** Somebody who runs the site, with an app for codes. @returns the code that it shows, too. */
export async function createAdmin(server: Pick<AppServer, 'databaseUrl'>, email?: string) {
	const person = await createPerson(server, email === undefined ? {} : { email });
	const db = createDb(server.databaseUrl);
	try {
		const role = { role: 'admin', factorRequiredAt: new Date() } as const;
		await db.update(users).set(role).where(eq(users.email, person.email));
	} finally {
		db.$client.close();
	}
	return { ...person, code: await giveApp(server, person.email) };
}
