import { createHash, randomBytes } from 'node:crypto';
import type { Client } from '@libsql/client';
import { seal } from '../../src/lib/server/seal.ts';
import { codeOfApp, newAppSecret } from '../../tests/support/app-code.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const appOf = (person: number) => `app of person ${person}`;

/** One secret for the apps of everybody in a bench, and sign-ins that wait for their codes. */
export function makeApp() {
	const secret = newAppSecret();
	const tokens = new Map<number, string>();

	return {
		/** Gives people an app each; a sign-in of each waits for its code, as if in a known browser. */
		async fill(client: Client, people: number[]): Promise<void> {
			const inAnHour = Date.now() + 60 * 60 * 1000;
			const statements = people.flatMap((person) => {
				const [userId, id] = [`person-${person}`, appOf(person)];
				const token = randomBytes(32).toString('base64url');
				tokens.set(person, token);
				return [
					{
						sql: `insert into totps (id, user_id, sealed, number, created_at, confirmed_at)
							values (?, ?, ?, 1, 0, 0)`,
						args: [id, userId, seal('totp', id, secret)]
					},
					{
						sql: `insert into pending_sign_ins
							(id, user_id, reason, method, amr, via, new_browser, expires_at)
							values (?, ?, 'second-factor', 'password', 'pwd', 'password', 0, ?)`,
						args: [sha256(token), userId, inAnHour]
					}
				];
			});
			await client.batch(statements, 'write');
		},

		/** What a person's browser and app show at the second step. */
		stepOf: (person: number) => ({
			cookie: `pending=${tokens.get(person)}`,
			code: codeOfApp(secret)
		})
	};
}

/** Gives an account all that it can have of second factors; required to have one or not. */
export async function giveFactors(
	client: Client,
	userId: string,
	{ required }: { required: boolean }
): Promise<void> {
	const codes = Array.from({ length: 10 }, (_, index) => ({
		sql: 'insert into recovery_codes (hash, user_id, created_at) values (?, ?, 0)',
		args: [sha256(`${userId} ${index}`), userId]
	}));
	await client.batch(
		[
			...codes,
			{
				sql: `insert into totps (id, user_id, sealed, number, created_at, confirmed_at)
					values (?, ?, 'of nobody', 1, 0, 0)`,
				args: [`app of ${userId}`, userId]
			},
			{
				sql: `insert into passkeys
					(id, credential_id, user_id, public_key, algorithm, counter, transports, aaguid, name,
						is_syncable, is_backed_up, created_at)
					values (?, ?, ?, x'00', -7, 0, '[]', '', 'Bench', 1, 1, 0)`,
				args: [`passkey of ${userId}`, `passkey of ${userId}`, userId]
			},
			{
				sql: 'update users set asks_second_step = 1, factor_required_at = ? where id = ?',
				args: [required ? 0 : null, userId]
			},
			{
				sql: "update sessions set amr = 'pwd otp mfa' where user_id = ?",
				args: [userId]
			}
		],
		'write'
	);
}
