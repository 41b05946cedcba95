import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { invitations } from '../../../src/modules/auth/models/z.invitation.ts';
import { tokens } from '../../../src/modules/auth/models/z.token.ts';
import { type Databased, withDatabase } from './database.ts';
import { newEmail } from './people.ts';

/** Invites somebody past the mail. @returns the path of the link that it would have. */
export async function createInvitationLink(server: Databased): Promise<string> {
	const [id, email, createdAt] = [randomUUID(), newEmail(), new Date()];
	const token = randomBytes(32).toString('base64url');
	const hash = createHash('sha256').update(token).digest('hex');
	const expiresAt = new Date(createdAt.getTime() + 60 * 60 * 1000);
	const times = { createdAt, expiresAt };
	await withDatabase(server, async (db) => {
		await db
			.insert(invitations)
			.values({ id, email, invitedBy: 'operator', mailedAt: createdAt, ...times });
		const link = { hash, purpose: 'invitation', email, invitationId: id } as const;
		await db.insert(tokens).values({ ...link, ...times });
	});
	return `/invitation?token=${token}`;
}
