import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { newClaims, signInWith } from '$tests/providers';
import { openBrowser, type Browser } from '$tests/app';
import { createUser } from '$tests/factories';
import { codeIn, lastMailTo } from '$tests/mails';
import { newAddress, PASSWORD, signIn } from '$tests/people';

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }));
afterEach(() => void vi.useRealTimers());

const MINUTE = 60_000;
const to = (response: Response) => [response.status, response.headers.get('location')];

/** The jar forgets nothing by time, as browsers do: this one does, by what the answers said. */
function clockOf(browser: Browser) {
	const until = new Map<string, number>();
	return {
		read(response: Response): Response {
			for (const header of response.headers.getSetCookie()) {
				const [, name = '', seconds] = /^([^=]+)=.*?;\s*max-age=(\d+)/i.exec(header) ?? [];
				if (name) until.set(name, Date.now() + Number(seconds) * 1000);
			}
			return response;
		},
		pass(minutes: number): void {
			vi.setSystemTime(Date.now() + minutes * MINUTE);
			for (const [name, time] of until) if (time <= Date.now()) browser.jar.delete(name);
		}
	};
}

test.each([
	['at once', 0, 5],
	['after 50 minutes, and its code is typed 20 minutes later', 50, 20]
])('an identity waits for its owner where the mail was asked for %s', async (_, asked, typed) => {
	const email = newAddress();
	await createUser({ email, password: PASSWORD });
	const browser = openBrowser();
	const clock = clockOf(browser);
	clock.read(await signInWith(browser, newClaims({ email_verified: false })));
	clock.pass(asked);
	const begun = clock.read(await browser.post('/sign-up/address', { email }));
	expect(to(begun)).toEqual([303, '/sign-up/verify']);
	const code = codeIn(await lastMailTo(email));
	clock.pass(typed);
	const proved = clock.read(await browser.post('/sign-up/verify', { code }));
	expect(to(proved)).toEqual([303, '/sign-in?redirectTo=%2F']);
	const answer = await signIn(browser, email, PASSWORD);
	expect(to(answer)).toEqual([303, '/settings/connections']);
});
