import { expect, test } from 'vitest';
import { openBrowser } from '$tests/app';
import { addAdmin } from '$tests/admins';
import { createAuthenticator } from '$tests/authenticator';
import { createUser } from '$tests/factories';
import { mailsTo } from '$tests/mails';
import { newAddress, openSession, PASSWORD } from '$tests/people';
import { addRecoveryCodes } from '$tests/second-factor';
import { db } from '@/server/db/client';
import { hashToken } from '@/server/secrets';
import { deletePasskey } from '$modules/auth/api/factors/passkeys/delete-passkey';
import { setSecondStep } from '$modules/auth/api/factors/second-step/set-second-step';
import { listSessions } from '$modules/auth/api/session/session-store';
import { passkeys } from '$modules/auth/models/z.passkey';
import { setRoleOf } from './acts';
import { OPERATOR } from './helper';

const client = { address: '203.0.113.7', userAgent: 'Test/1.0' };

/** Somebody who ran the site, with a passkey and recovery codes, and does not any more. */
async function formerAdmin() {
	await addAdmin();
	const user = await createUser({ email: newAddress(), password: PASSWORD });
	const userId = user.id;
	const [key] = await db.insert(passkeys).values(createAuthenticator().row(user)).returning();
	const by = { actor: OPERATOR, reason: 'A test' };
	expect(await setRoleOf({ userId, by }, 'admin')).toMatchObject({ ok: true });
	await addRecoveryCodes(userId);
	expect(await setRoleOf({ userId, by }, 'person')).toMatchObject({ ok: true });
	const sessionId = hashToken(await openSession(userId, openBrowser()));
	return { user, userId, passkeyId: key!.id, owner: { userId, sessionId } };
}

const offMails = async (email: string) =>
	(await mailsTo(email)).filter(({ subject }) => subject.includes('second step'));

test('the switch, on for a former admin, ends the sessions that a password alone began', async () => {
	const { userId, owner } = await formerAdmin();
	await openSession(userId, openBrowser());
	expect(await setSecondStep({ owner, isOn: true, client })).toMatchObject({ ok: true });
	expect((await listSessions(owner)).map(({ id }) => id)).toEqual([owner.sessionId]);
});

test('a former admin who removes a passkey is told of no step that ends with it', async () => {
	const { user, owner, passkeyId } = await formerAdmin();
	const before = (await offMails(user.email)).length;
	expect(await deletePasskey({ owner, id: passkeyId, client })).toMatchObject({ ok: true });
	expect(await offMails(user.email)).toHaveLength(before);
});
