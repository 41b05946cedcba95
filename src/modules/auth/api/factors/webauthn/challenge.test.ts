import { afterEach, expect, test } from 'vitest';
import { env } from '@/server/env';
import { createChallenge, readChallenge, type ChallengePurpose } from './challenge';

const HOUR = 60 * 60_000;
const now = new Date('2026-11-29T12:00:00Z');
const later = (ms: number) => new Date(now.getTime() + ms);
const browser = { binding: { browser: 'a browser' } };
const session = { binding: { userId: 'ada', startedAt: later(-1_000) } };
const invalid = { ok: false, reason: 'invalid' };

const { AUTH_SECRET, AUTH_SECRET_PREVIOUS } = env();
const useKeys = (current: string, previous?: string) =>
	Object.assign(env(), { AUTH_SECRET: current, AUTH_SECRET_PREVIOUS: previous });
afterEach(() => void useKeys(AUTH_SECRET, AUTH_SECRET_PREVIOUS));

test('a challenge is good for an hour, tried as often as it may be', () => {
	const challenge = createChallenge({ purpose: 'sign-in', ...browser, now });
	const read = (at: Date) => readChallenge({ challenge, purpose: 'sign-in', ...browser, now: at });
	const good = { ok: true, isAutomatic: false, expiresAt: later(HOUR + 5 * 60_000) };
	expect(read(now)).toMatchObject(good);
	expect(read(later(20 * 60_000))).toMatchObject(good);
	expect(read(later(HOUR - 1))).toMatchObject(good);
	expect(read(later(HOUR))).toEqual({ ok: false, reason: 'expired' });
});

test('a server whose clock is a little behind takes it, one that was set back by hours does not', () => {
	const challenge = createChallenge({ purpose: 'add', ...session, now });
	const read = (at: Date) => readChallenge({ challenge, purpose: 'add', ...session, now: at });
	expect(read(later(-60_000)).ok).toBe(true);
	expect(read(later(-HOUR))).toEqual({ ok: false, reason: 'expired' });
});

test('no two are the same, nor are the ids by which they are used up', () => {
	const all = Array.from({ length: 50 }, () =>
		createChallenge({ purpose: 'add', ...session, now })
	);
	const ids = all.map((challenge) => {
		const read = readChallenge({ challenge, purpose: 'add', ...session, now });
		return read.ok && read.id;
	});
	expect(new Set(ids).size).toBe(50);
	// At least 16 random bytes (WebAuthn, Level 3, section 13.4.3), unlike in any two of them.
	const nonces = all.map((challenge) => Buffer.from(challenge, 'base64url').subarray(9, 25));
	expect(new Set(nonces.map((nonce) => nonce.toString('hex'))).size).toBe(50);
});

test('it is for one purpose', () => {
	const purposes: ChallengePurpose[] = ['sign-in', 'add', 'confirm'];
	for (const purpose of purposes) {
		const challenge = createChallenge({ purpose, ...session, now });
		const taken = purposes.filter(
			(other) => readChallenge({ challenge, purpose: other, ...session, now }).ok
		);
		expect(taken).toEqual([purpose]);
	}
});

test('it belongs to one browser, or to one account in one session', () => {
	const bindings = [
		browser.binding,
		{ browser: 'another' },
		session.binding,
		{ ...session.binding, userId: 'bob' },
		{ ...session.binding, startedAt: now }
	];
	for (const binding of bindings) {
		const challenge = createChallenge({ purpose: 'confirm', binding, now });
		const taken = bindings.filter(
			(other) => readChallenge({ challenge, purpose: 'confirm', binding: other, now }).ok
		);
		expect(taken).toEqual([binding]);
	}
});

test('no bit of it can be changed, that for a passkey made without a word least of all', () => {
	const automatic = createChallenge({ purpose: 'add', ...session, isAutomatic: true, now });
	const read = { purpose: 'add', ...session, now } as const;
	expect(readChallenge({ challenge: automatic, ...read })).toMatchObject({ isAutomatic: true });

	const plain = Buffer.from(createChallenge({ purpose: 'add', ...session, now }), 'base64url');
	for (let bit = 0; bit < plain.length * 8; bit += 1) {
		const bytes = Buffer.from(plain);
		bytes[bit >> 3]! ^= 1 << (bit & 7);
		const challenge = bytes.toString('base64url');
		expect(readChallenge({ challenge, ...read })).toEqual(invalid);
	}
});

test('what is no challenge, cut, longer, or the same in other letters is refused', () => {
	const challenge = createChallenge({ purpose: 'sign-in', ...browser, now });
	const odd = ['', ' ', 'null', '\0', challenge.slice(1), challenge.slice(0, -1)];
	odd.push(`${challenge}A`, `${challenge}=`, ` ${challenge}`, `${challenge}\n`);
	// Node reads the letters of the other alphabet of base64 too.
	odd.push(`${challenge.slice(0, 10)}+${challenge.slice(11)}`);
	for (const text of odd) {
		const read = readChallenge({ challenge: text, purpose: 'sign-in', ...browser, now });
		expect(read).toEqual(invalid);
	}
});

test('it outlives a change of the server’s key, and no second one', () => {
	const [first, second, third] = [1, 2, 3].map((n) => Buffer.alloc(32, n).toString('base64'));
	useKeys(first!);
	const challenge = createChallenge({ purpose: 'sign-in', ...browser, now });
	const read = () => readChallenge({ challenge, purpose: 'sign-in', ...browser, now });
	useKeys(second!, first);
	expect(read().ok).toBe(true);
	useKeys(third!, second);
	expect(read()).toEqual(invalid);
});
