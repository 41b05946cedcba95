import { checkClosely, LOCALES } from '../support/check-page.ts';
import { test } from '../support/fixtures.ts';
import { signedIn, signedOut } from '../support/states.ts';

for (const locale of LOCALES) {
	test.describe(`in ${locale}`, () => {
		test.beforeEach(({ context, server }) =>
			context.addCookies([{ name: 'locale', value: locale, url: server.origin }])
		);

		for (const [name, open] of Object.entries(signedOut)) {
			test(`${name} is accessible and fits`, async ({ page, server, mail, person }) => {
				await open({ page, server, mail, person });
				await checkClosely(page, `${name}-${locale}`);
			});
		}

		for (const [name, open] of Object.entries(signedIn)) {
			test(`${name} is accessible and fits`, async ({ page, server, mail, person }) => {
				const { email, password } = person;
				const form = { email, password, redirectTo: '/healthz' };
				const headers = { origin: server.origin };
				await page.request.post('/sign-in?/password', { form, headers });
				await open({ page, server, mail, person });
				await checkClosely(page, `${name}-${locale}`);
			});
		}
	});
}
