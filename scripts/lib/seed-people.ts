import { createHash } from 'node:crypto';

/** With which each of them signs in. */
export const PASSWORD = 'lantern on the porch';

/** One made-up person: what their rows are made from. */
export interface Person {
	id: string;
	email: string;
	username: string | null;
	displayName: string | null;
	bio: string | null;
	website: string | null;
	isPublic: boolean;
	createdAt: Date;
	/** When they signed in since, oldest first. */
	signIns: { at: Date; ipAddress: string; userAgent: string }[];
	/** What their passkeys are called; most have none. */
	passkeys: SeedPasskey[];
	/** Whether an app makes codes for their second step. */
	hasApp: boolean;
	/** Whether a passkey is their second step after the password. */
	asksSecondStep: boolean;
}

type SeedPasskey = (typeof makes)[number];

const firstNames = words(`Ada Bilal Chiara Dmitri Elif Fatou Goran Hana Ines Jonas Katya Leon Mei
	Nadia Oskar Priya Quentin Rosa Sven Tomas Uma Viktor Wanda Ximena Yusuf Zofia`);
const lastNames =
	words(`Abe Berg Costa Diallo Eriksen Fischer Garcia Haddad Ivanova Jensen Kaya Lindt
	Moreau Nowak Okafor Patel Rossi Santos Tanaka Ueda Varga Weber Yilmaz Zhang`);
const bios = [
	'Bakes bread, repairs bicycles.',
	'Teaches mathematics in a small school by the sea.',
	'Photographs stations at night.',
	'Kocht gern für viele. Läuft langsam, aber weit.',
	'Works on maps. Collects bird songs.'
];
const userAgents = [
	'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
	'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36',
	'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1'
];

/** What made a passkey: a password manager, a telephone, a security key that is bound to itself. */
const makes = [
	{ name: 'iCloud Keychain', aaguid: 'fbfc3007-154e-4ecc-8c0b-6e020557d7bd', isSyncable: true },
	{
		name: 'Google Password Manager',
		aaguid: 'ea9b8d66-4d01-1d21-3ce4-b6b48cb575d4',
		isSyncable: true
	},
	{ name: 'YubiKey 5', aaguid: '2fc0579f-8113-47ea-b116-bb5a8db9202a', isSyncable: false }
];

/** People joined over the two years before this day; it is fixed, so that a seed can be repeated. */
const lastDay = Date.UTC(2026, 9, 1);
const DAY_MS = 86_400_000;

function words(text: string): string[] {
	return text.split(/\s+/);
}

/** The person of this number: the same at every run, on every machine. */
export function createPerson(index: number): Person {
	const random = randomFrom(index);
	const pick = <T>(list: T[]): T => list[Math.floor(random() * list.length)]!;
	const chance = (share: number) => random() < share;

	const [first, last] = [pick(firstNames), pick(lastNames)];
	// Digits from 2 on: usernames are compared with 0 and 1 read as letters.
	const number = index.toString(8).replace(/\d/g, (digit) => String(Number(digit) + 2));
	const createdAt = new Date(lastDay - Math.floor(random() * 730 * DAY_MS));
	const signIns = Array.from({ length: Math.floor(random() ** 2 * 6) }, () => ({
		at: new Date(createdAt.getTime() + random() * (lastDay - createdAt.getTime())),
		// A block for documentation (RFC 5737).
		ipAddress: `203.0.113.${1 + Math.floor(random() * 254)}`,
		userAgent: pick(userAgents)
	}));
	// The first has all kinds, to look at.
	const passkeys = makes.filter(() => index === 0 || chance(0.15));
	// The first signs in by password alone, the second has an app.
	const hasApp = index === 1 || (index > 1 && chance(0.15));
	return {
		id: idOf(index),
		email: `${first}.${last}.${index}@example.com`.toLowerCase(),
		username: chance(0.6) ? `${first}-${last}-${number}` : null,
		displayName: chance(0.8) ? `${first} ${last}` : null,
		bio: chance(0.4) ? pick(bios) : null,
		website: chance(0.2) ? `https://${first}-${last}.example`.toLowerCase() : null,
		isPublic: chance(0.3),
		createdAt,
		signIns: signIns.toSorted((a, b) => a.at.getTime() - b.at.getTime()),
		passkeys,
		hasApp,
		asksSecondStep: index > 1 && passkeys.length > 0 && chance(0.3)
	};
}

/** A UUID that depends on the number alone (version 8 of RFC 9562). */
export function idOf(index: number | string): string {
	const hex = createHash('sha256').update(`porchlight seed ${index}`).digest('hex');
	const variant = '89ab'[Number.parseInt(hex[16]!, 16) % 4];
	return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** By which the passkeys of an account would name it: 64 bytes in hex that depend on its id alone. */
export const handleOf = (id: string) =>
	createHash('sha512').update(`porchlight seed handle ${id}`).digest('hex');

/** Numbers from 0 to 1 that look random and are the same each time (mulberry32). */
function randomFrom(seed: number): () => number {
	let state = Math.imul(seed + 1, 0x9e3779b1);
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
}
