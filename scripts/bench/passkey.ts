import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import type { Client } from '@libsql/client';

const sha256 = (data: string | Buffer) => createHash('sha256').update(data).digest();

/** The id that a person's passkey has at its authenticator. */
const credentialOf = (person: number) =>
	Buffer.from(`passkey of person ${person}`.padEnd(32)).toString('base64url');

/** Passkeys of everybody in a bench, all with one key: making a thousand keys would take a while. */
export function makePasskey() {
	const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
	const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
	const part = (value: string) => Buffer.from(value, 'base64url');
	// A map of type EC2, algorithm ES256, curve P-256, x and y (RFC 9053, section 7.1.1), in CBOR.
	const head = [0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01];
	const cose = Buffer.from([...head, 0x21, 0x58, 32, ...part(x), 0x22, 0x58, 32, ...part(y)]);

	return {
		/** Gives each person a passkey. */
		async fill(client: Client): Promise<void> {
			const { rows } = await client.execute(`select id from users where id like 'person-%'`);
			const statements = rows.map(({ id }) => ({
				sql: `insert into passkeys
					(id, credential_id, user_id, public_key, algorithm, counter, transports, aaguid, name,
						is_syncable, is_backed_up, created_at)
					values (?, ?, ?, ?, -7, 0, '[]', '', 'Bench', 1, 1, 0)`,
				args: [String(id), credentialOf(Number(String(id).slice(7))), String(id), cose]
			}));
			await client.batch(statements, 'write');
		},

		/** Answers a page's challenge as an authenticator and its browser do, as JSON. */
		answer(challenge: string, origin: string, person: number): string {
			const id = credentialOf(person);
			const data = { type: 'webauthn.get', challenge, origin, crossOrigin: false };
			const clientData = Buffer.from(JSON.stringify(data));
			// Somebody was there and is verified, of a passkey that is synced; it counts nothing.
			const state = Buffer.from([0x1d, 0, 0, 0, 0]);
			const authData = Buffer.concat([sha256(new URL(origin).hostname), state]);
			const signature = sign('sha256', Buffer.concat([authData, sha256(clientData)]), privateKey);
			const response = {
				clientDataJSON: clientData.toString('base64url'),
				authenticatorData: authData.toString('base64url'),
				signature: signature.toString('base64url')
			};
			return JSON.stringify({ id, rawId: id, type: 'public-key', response });
		}
	};
}

export type BenchPasskey = ReturnType<typeof makePasskey>;
