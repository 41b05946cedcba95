import { and, eq, gt } from 'drizzle-orm';
import { z } from 'zod';
import { db } from '@/server/db/client';
import { unseal } from '@/server/seal';
import { keptForms } from '../../models/z.kept-form';
import { keptForIs, type KeptFor } from './create-kept-form';

const zFields = z.record(z.string(), z.string());

/** A kept form, for the same person in the same session or browser, or `null`. */
export async function getKeptForm(wanted: {
	id: string;
	userId: string;
	keptFor: KeptFor;
	now?: Date;
}) {
	const { id, userId, keptFor, now = new Date() } = wanted;
	const row = await db
		.select({ action: keptForms.action, sealed: keptForms.sealed })
		.from(keptForms)
		.where(
			and(
				eq(keptForms.id, id),
				eq(keptForms.userId, userId),
				keptForIs(keptFor),
				gt(keptForms.expiresAt, now)
			)
		)
		.get();
	const text = row && unseal('kept-form', id, row.sealed);
	return text ? { action: row.action, fields: zFields.parse(JSON.parse(text)) } : null;
}
