import type { Connections } from './load.ts';
import { benchPassword } from './password.ts';
import { personEmail } from './people-database.ts';
import { addressHeader } from './server.ts';

/** Whoever signs in again is one of so many: few enough to meet first, many enough for the limits. */
const regulars = 100;
let clients = 0;
/** Whoever comes once: another one each time, whatever the database, so that a mail is always due. */
let newcomer = regulars;

/** An address of a visitor's own (RFC 1918). */
function nextAddress(): string {
	clients += 1;
	return `10.${(clients >> 16) % 256}.${(clients >> 8) % 256}.${clients % 256}`;
}

/**
 * People who sign in at one of the `origins` in turns, each from an address of their own. The first
 * hundred come back in browsers that are known; all the others come once, in new ones.
 * @param people how many the database has.
 */
export async function inviteVisitors(origins: string[], people: number, { send }: Connections) {
	let turn = 0;
	const signIn = (person: number, cookie?: string) =>
		signInAs(send, { origin: origins[(turn += 1) % origins.length]!, person, cookie });
	const known = await Promise.all(
		Array.from({ length: regulars }, (_, index) => signIn(index + 1))
	);
	let again = 0;
	const knownBrowser = () => {
		again = (again + 1) % regulars;
		return signIn(again + 1, known[again]);
	};
	const newBrowser = () => {
		newcomer += 1;
		if (newcomer > people) throw new Error('More sign-ins than people.');
		return signIn(newcomer);
	};
	const ways = [
		['known', knownBrowser],
		['new', newBrowser]
	] as const;
	return { knownBrowser, newBrowser, ways };
}

/** How often a visitor tries who is told to try later; each try takes its time. */
const tries = 20;

/** Signs a person in. @returns the cookie by which the browser is known from then on. */
export async function signInAs(
	send: Connections['send'],
	{ origin, person, cookie = '' }: { origin: string; person: number; cookie?: string }
): Promise<string> {
	for (let left = tries; ; left -= 1) {
		const { status, location, cookies } = await send(`${origin}/sign-in?/password`, {
			headers: { origin, cookie, [addressHeader]: nextAddress(), accept: 'text/html' },
			form: { email: personEmail(person), password: benchPassword, redirectTo: '/' }
		});
		if (status === 303 && location === '/')
			return cookies.find((one) => one.startsWith('known=')) ?? '';
		if (status !== 503 || left === 0) throw new Error(`A sign-in answered ${status}.`);
	}
}
