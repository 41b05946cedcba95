import { openClient } from '../../tests/e2e/support/http-client.ts';
import { makeAdmin } from '../../tests/e2e/support/admins.ts';
import * as people from '../../tests/e2e/support/people.ts';
import { giveApp } from '../../tests/e2e/support/second-factor.ts';
import type { AppServer } from '../../tests/e2e/support/server.ts';
import { createSignedIn } from './server.ts';

const { createPerson, newEmail, password } = people;

/**
 * What browsers that use the site may have as cookies: sessions, of admins too, and everything that is
 * only begun. A request may end one of them, so there are many.
 */
export async function collectCookies(server: AppServer, quick: boolean): Promise<string[]> {
	const signedIn = await createSignedIn(server, quick ? 60 : 400);
	for (const { email } of signedIn.slice(0, signedIn.length / 10)) await makeAdmin(server, email);
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
	return [...signedIn.map(({ cookies }) => `session=${cookies.session}`), ...begun];
}
