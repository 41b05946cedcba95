import { eq } from 'drizzle-orm';
import { db } from '@/server/db/client';
import type { SealedRows } from '@/server/db/sealed-rows';
import { log } from '@/server/log';
import { seal, unseal } from '@/server/seal';
import { storedKeys } from '../models/z.stored-key';

const PURPOSE = 'stored-key';
const KEY_BYTES = 32;

/** What each key is for. */
export type StoredKeyName = 'recovery-codes' | 'record';

/** Opened once a process: a key never changes, only what it is encrypted under. */
const opened = new Map<StoredKeyName, Buffer>();

/**
 * A random key of this database, made when it is first asked for.
 * @returns `null` where it cannot be opened: `AUTH_SECRET` is not the one it was kept under, nor the
 * one before.
 */
export async function getStoredKey(name: StoredKeyName): Promise<Buffer | null> {
	const known = opened.get(name);
	if (known) return known;
	const sealed = (await find(name)) ?? (await create(name));
	const key = unseal(PURPOSE, name, sealed);
	if (key === null) {
		log.error({ event: 'stored-key-lost', name }, 'a key of the database cannot be opened');
		return null;
	}
	const bytes = Buffer.from(key, 'base64');
	opened.set(name, bytes);
	return bytes;
}

const find = async (name: StoredKeyName) =>
	(await db.select().from(storedKeys).where(eq(storedKeys.name, name)).get())?.sealed;

/** Another process may be quicker: then its key counts. */
async function create(name: StoredKeyName): Promise<string> {
	const key = Buffer.from(crypto.getRandomValues(new Uint8Array(KEY_BYTES))).toString('base64');
	const row = { name, sealed: seal(PURPOSE, name, key), createdAt: new Date() };
	await db.insert(storedKeys).values(row).onConflictDoNothing();
	return (await find(name)) ?? row.sealed;
}

/** The keys, as the change of `AUTH_SECRET` finds them. */
export const sealedStoredKeys: SealedRows = {
	table: storedKeys,
	id: storedKeys.name,
	sealed: storedKeys.sealed,
	purpose: PURPOSE
};

/** Forgets the opened keys, for tests: the database is another one then. */
export const forgetStoredKeys = (): void => opened.clear();
