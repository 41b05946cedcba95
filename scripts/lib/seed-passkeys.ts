import type { passkeys } from '../../src/modules/auth/models/z.passkey.ts';
import { idOf, type Person } from './seed-people.ts';

/** A key as COSE has it (ES256), whose private half was thrown away: nobody signs in with it. */
const publicKey = Buffer.from(
	'pQECAyYgASFYIJ3yGPJr/23JlqQeHxIfuRrX9ug4u1NgZq5Eu3hfqUAKIlgghvjlW0i0MhVjaYgPuNRSXvXdZdryjqOcKBMVXzns4hw=',
	'base64'
);

/** The passkeys of a made-up person, as rows: something to look at, which opens nothing. */
export function passkeysOf(person: Person): (typeof passkeys.$inferInsert)[] {
	return person.passkeys.map(({ name, aaguid, isSyncable }, index) => {
		const id = idOf(`${person.id} passkey ${index}`);
		return {
			id,
			credentialId: Buffer.from(id).toString('base64url'),
			userId: person.id,
			rpId: 'localhost',
			publicKey,
			algorithm: -7,
			counter: isSyncable ? 0 : 1,
			transports: isSyncable ? ['internal', 'hybrid'] : ['usb', 'nfc'],
			aaguid,
			name,
			isSyncable,
			isBackedUp: isSyncable,
			createdAt: person.createdAt,
			lastUsedAt: person.signIns.at(-1)?.at
		};
	});
}
