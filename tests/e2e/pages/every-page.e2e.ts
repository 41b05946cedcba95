import { check, PICTURES } from '../support/check-page.ts';
import { test } from '../support/fixtures.ts';
import { signedIn, signedOut } from '../support/states.ts';

// Contrast depends on the theme alone, width on the language alone; pictures show all four.
const faces = [
	['light', 'en'],
	['dark', 'de'],
	['light', 'de'],
	['dark', 'en']
] as const;

for (const [theme, locale] of faces.slice(0, PICTURES ? 4 : 2)) {
	test.describe(`in ${theme}, ${locale}`, () => {
		test.beforeEach(({ context, server }) =>
			context.addCookies(
				Object.entries({ theme, locale }).map(([name, value]) => {
					return { name, value, url: server.origin };
				})
			)
		);

		for (const [name, open] of Object.entries(signedOut)) {
			test(`${name} is accessible and fits`, async ({ page, server, mail, person }) => {
				await open({ page, server, mail, person });
				await check(page, `${name}-${theme}-${locale}`);
			});
		}

		for (const [name, open] of Object.entries(signedIn)) {
			test(`${name} is accessible and fits`, async ({ page, server, mail, person }) => {
				const { email, password } = person;
				const form = { email, password, redirectTo: '/healthz' };
				const headers = { origin: server.origin };
				await page.request.post('/sign-in?/password', { form, headers });
				await open({ page, server, mail, person });
				await check(page, `${name}-${theme}-${locale}`);
			});
		}
	});
}
