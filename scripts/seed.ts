/** `pnpm run db:seed --users N`: fills a local database with made-up people, the same each time. */
import { hash } from '@node-rs/argon2';
import './lib/app.ts';
import { count, inArray } from 'drizzle-orm';
import { createDb, type Executor } from '../src/lib/server/db/create-db.ts';
import type { Feature } from '../src/lib/feature/feature.ts';
import { migrateDatabase } from '../src/lib/server/db/migrate-db.ts';
import { eventKinds, securityEvents } from '../src/modules/activity/models/z.security-event.ts';
import { passkeys } from '../src/modules/auth/models/z.passkey.ts';
import { recoveryCodes } from '../src/modules/auth/models/z.recovery-code.ts';
import { totps } from '../src/modules/auth/models/z.totp.ts';
import { users } from '../src/modules/auth/models/z.user.ts';
import { insertPeople, type NewAccount } from './lib/insert-people.ts';
import { localDatabase } from './lib/local-database.ts';
import { readOptions } from './lib/read-options.ts';
import { runScript, UsageError } from './lib/run-script.ts';
import { appKeyOf, appsOf, recoveryCodesOf } from './lib/seed-factors.ts';
import { passkeysOf } from './lib/seed-passkeys.ts';
import { createPerson, handleOf, idOf, PASSWORD, type Person } from './lib/seed-people.ts';

/** As many people a statement as SQLite has room for parameters. */
const BATCH = 500;

const usage = `Usage: npx -y pnpm@12 db:seed [--users N]
Fills the database file of an installation on localhost with N made-up people, 50 unless given: the same
ones each time, so that who is there already stays as they are.`;

function readUsers(): number {
	const { values } = readOptions(usage, { options: { users: { type: 'string', default: '50' } } });
	if (/^[1-9]\d{0,6}$/.test(values.users)) return Number(values.users);
	throw new UsageError(`--users is "${values.users}"; expected a number from 1 to 9999999.`);
}

const accountOf = (person: Person, passwordHash: string): NewAccount => ({
	id: person.id,
	email: person.email,
	createdAt: person.createdAt,
	passkeyHandle: handleOf(person.id),
	passwordHash,
	asksSecondStep: person.asksSecondStep,
	profile: {
		username: person.username,
		displayName: person.displayName,
		bio: person.bio,
		website: person.website,
		visibility: person.isPublic ? 'public' : 'private'
	}
});

/** How many of them have their account already. */
async function countKnown(people: Person[], executor: Executor): Promise<number> {
	const ids = people.map(({ id }) => id);
	const [known] = await executor
		.select({ users: count() })
		.from(users)
		.where(inArray(users.id, ids));
	return known?.users ?? 0;
}

async function insertSeeds(people: Person[], passwordHash: string, executor: Executor) {
	const accounts = people.map((person) => accountOf(person, passwordHash));
	await insertPeople(accounts, executor);
	const keys = people.flatMap(passkeysOf);
	if (keys.length > 0) {
		await executor.insert(passkeys).values(keys).onConflictDoNothing({ target: passkeys.id });
	}
	const apps = people.flatMap(appsOf);
	if (apps.length > 0) await executor.insert(totps).values(apps).onConflictDoNothing();
	const codes = people.flatMap(recoveryCodesOf);
	if (codes.length > 0) await executor.insert(recoveryCodes).values(codes).onConflictDoNothing();
	// Looked up first: an entry that is refused as known would use up a number of the record.
	const known = await executor
		.select({ id: securityEvents.id })
		.from(securityEvents)
		.where(
			inArray(
				securityEvents.userId,
				people.map(({ id }) => id)
			)
		);
	const knownIds = new Set(known.map(({ id }) => id));
	const events = people.flatMap(eventsOf).filter(({ id }) => !knownIds.has(id));
	if (events.length > 0) await executor.insert(securityEvents).values(events);
}

function eventsOf({ id, createdAt, signIns }: Person) {
	const first = signIns[0];
	const event = (type: 'signed-up' | 'signed-in', number: number) => ({
		id: idOf(`${id} event ${number}`),
		userId: id,
		type,
		kind: eventKinds[type],
		salt: idOf(`${id} salt ${number}`)
	});
	const signedUp = {
		...event('signed-up', 0),
		ipAddress: first?.ipAddress ?? '203.0.113.1',
		userAgent: first?.userAgent ?? '',
		createdAt
	};
	const signedIn = signIns.map(({ at, ipAddress, userAgent }, index) => ({
		...event('signed-in', index + 1),
		method: 'password',
		ipAddress,
		userAgent,
		createdAt: at
	}));
	return [signedUp, ...signedIn];
}

await runScript(async () => {
	const wanted = readUsers();
	const { databaseUrl } = localDatabase('db:seed');
	await migrateDatabase(databaseUrl);
	// The package's defaults are the application's cost; a fixed salt makes the rows repeatable.
	const passwordHash = await hash(PASSWORD, { salt: Buffer.from('porchlight-seeds') });
	const db = createDb(databaseUrl);
	const { features } = await import('../src/features.ts');
	const seeds = [...features].flatMap((feature: Feature) => feature.seed ?? []);
	let known = 0;
	for (let start = 0; start < wanted; start += BATCH) {
		const size = Math.min(BATCH, wanted - start);
		const people = Array.from({ length: size }, (_, index) => createPerson(start + index));
		known += await countKnown(people, db);
		await db.transaction(async (transaction) => {
			await insertSeeds(people, passwordHash, transaction);
			for (const seed of seeds) await seed(people, transaction);
		});
	}
	const [total] = await db.select({ users: count() }).from(users);
	db.$client.close();
	const before = known > 0 ? `, beside ${known} who were there already` : '';
	console.log(`Accounts: ${total?.users}. Made up now: ${wanted - known}${before}.`);
	console.log('Whoever is made up signs in with the password');
	console.log(`  ${PASSWORD}\nand an address such as ${createPerson(0).email}`);
	const withApp = createPerson(1);
	if (wanted < 2) return;
	console.log(`Codes of an app for ${withApp.email} come from the key\n  ${appKeyOf(withApp)}`);
});
