import { openClient } from '../../tests/e2e/support/http-client.ts';
import { makeAdmin } from '../../tests/e2e/support/admins.ts';
import * as people from '../../tests/e2e/support/people.ts';
import { giveApp } from '../../tests/e2e/support/second-factor.ts';
import type { AppServer } from '../../tests/e2e/support/server.ts';
import { createSignedIn } from './server.ts';

const { createPerson, newEmail, password } = people;

/** Cookies that the site has given out, as `name=value`. */
export interface Cookies {
	sessions: string[];
	admins: string[];
	/** Of everything that is only begun. */
	begun: string[];
}

/**
 * What browsers that use the site may have as cookies: sessions, of admins too, and everything that is
 * only begun. A request may end one of them, so there are many.
 */
export async function collectCookies(server: AppServer, quick: boolean): Promise<Cookies> {
	const signedIn = await createSignedIn(server, quick ? 60 : 400);
	const admins = signedIn.splice(0, signedIn.length / 10);
	for (const { email } of admins) await makeAdmin(server, email);
	const begun: string[] = [];
	for (let index = 0; index < (quick ? 2 : 10); index += 1) {
		const [waiting, suspended] = [await createPerson(server), await createPerson(server)];
		await giveApp(server, waiting.email);
		await people.suspend(server, suspended.email);
		for (const [path, fields] of [
			['/sign-up', { email: newEmail(), password, redirectTo: '/' }],
			['/sign-in?/password', { ...waiting, redirectTo: '/' }],
			['/sign-in?/password', { ...suspended, redirectTo: '/' }],
			['/sign-in?/provider', { provider: 'one', redirectTo: '/' }]
		] as const) {
			const answer = await openClient(server.origin).post(path, fields);
			begun.push(...answer.headers.getSetCookie().map((line) => line.split(';')[0]!));
		}
	}
	const sessionOf = ({ cookies }: (typeof signedIn)[number]) => `session=${cookies.session}`;
	return { sessions: signedIn.map(sessionOf), admins: admins.map(sessionOf), begun };
}
