import { randomInt } from 'node:crypto';
import { expect, test } from 'vitest';
import { personWithPasskey } from '$tests/passkeys';
import { createChallenge } from '../webauthn/challenge';
import { verifyPasskey } from './verify-passkey';

const client = { address: '203.0.113.8', userAgent: 'Test/1.0' };
const binding = { browser: 'B'.repeat(43) };
const fields = ['clientDataJSON', 'authenticatorData', 'signature', 'userHandle'] as const;

/** Bytes with one thing wrong: a bit turned, an end missing, something added, or two changed places. */
function damage(bytes: Buffer): Buffer {
	const at = randomInt(bytes.length);
	const kind = randomInt(5);
	if (kind === 4) return Buffer.concat([bytes, Buffer.from([randomInt(256)])]);
	if (kind === 0)
		return Buffer.concat([
			bytes.subarray(0, at),
			Buffer.from([randomInt(256)]),
			bytes.subarray(at)
		]);
	if (kind === 1) return bytes.subarray(0, Math.max(1, at));
	const damaged = Buffer.from(bytes);
	if (kind === 2) damaged[at]! ^= 1 << randomInt(8);
	else damaged.set([bytes.at(-1 - at)!, bytes[at]!], Math.min(at, bytes.length - 2));
	return damaged;
}

const verify = (credential: string) =>
	verifyPasskey({ credential, purpose: 'sign-in', binding, client });

test.each(['ES256', 'EdDSA', 'RS256'] as const)(
	'of an answer by %s no byte can be changed, and none makes it fail otherwise than by a refusal',
	async (algorithm) => {
		const { authenticator } = await personWithPasskey({ algorithm, isBound: true });
		const challenge = createChallenge({ purpose: 'sign-in', binding });
		const credential = authenticator.get({ challenge });
		const answer = JSON.parse(credential) as { response: Record<string, string> };
		for (let turn = 0; turn < 300; turn += 1) {
			const field = fields[turn % fields.length]!;
			const bytes = Buffer.from(answer.response[field]!, 'base64url');
			const damaged = damage(bytes);
			if (damaged.equals(bytes)) continue;
			const response = { ...answer.response, [field]: damaged.toString('base64url') };
			const result = await verify(JSON.stringify({ ...answer, response }));
			const what = `${field}: ${bytes.toString('hex')} became ${damaged.toString('hex')}`;
			expect(result, what).toMatchObject({ ok: false, reason: 'invalid' });
		}
		expect(await verify(credential)).toMatchObject({ ok: true });
	}
);

test('a signature by ES256 begins as one, and as nothing else', async () => {
	const { authenticator } = await personWithPasskey();
	const challenge = createChallenge({ purpose: 'sign-in', binding });
	const credential = authenticator.get({ challenge });
	const answer = JSON.parse(credential) as { response: Record<string, string> };
	const bytes = Buffer.from(answer.response.signature!, 'base64url');
	for (const first of [0xa0, 0xb0, 0x10, 0x31]) {
		const signature = Buffer.concat([Buffer.from([first]), bytes.subarray(1)]);
		const response = { ...answer.response, signature: signature.toString('base64url') };
		const result = await verify(JSON.stringify({ ...answer, response }));
		expect(result).toMatchObject({ ok: false, reason: 'invalid' });
	}
	expect(await verify(credential)).toMatchObject({ ok: true });
});

test('whatever stands in the place of a part is refused', async () => {
	const { authenticator } = await personWithPasskey();
	const challenge = createChallenge({ purpose: 'sign-in', binding });
	const answer = JSON.parse(authenticator.get({ challenge })) as Record<string, unknown>;
	const response = answer.response as Record<string, unknown>;
	const others = [null, 0, '', 'AA', [], {}, true, ['AA'], { length: 1 }, '=', '\0', '💡'];
	for (const other of others) {
		for (const part of ['id', 'rawId', 'type', 'response']) {
			expect(await verify(JSON.stringify({ ...answer, [part]: other }))).toMatchObject({
				ok: false
			});
		}
		for (const part of ['clientDataJSON', 'authenticatorData', 'signature']) {
			const changed = { ...response, [part]: other };
			expect(await verify(JSON.stringify({ ...answer, response: changed }))).toMatchObject({
				ok: false,
				reason: 'invalid'
			});
		}
	}
	expect(await verify(JSON.stringify(answer))).toMatchObject({ ok: true });
});
