import { and, inArray } from 'drizzle-orm';
import { db } from '@/server/db/client';
import { users } from '../../models/z.user';
import { isThere } from './user-store';

/** The addresses of some accounts by their ids, for whoever runs the site; those that are gone have none. */
export async function listAddresses({ ids }: { ids: string[] }): Promise<Map<string, string>> {
	if (ids.length === 0) return new Map();
	const { id, email } = users;
	const rows = await db
		.select({ id, email })
		.from(users)
		.where(and(inArray(id, ids), isThere));
	return new Map(rows.map((row) => [row.id, row.email]));
}
