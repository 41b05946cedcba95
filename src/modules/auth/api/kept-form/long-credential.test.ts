import { expect, test } from 'vitest';
import { createAuthenticator } from '$tests/authenticator';
import { PASSWORD, signedInPerson } from '$tests/people';
import { passkeys } from '../../models/z.passkey';
import { db } from '@/server/db/client';
import { eq } from 'drizzle-orm';

test.each([0, 4_000, 20_000])(
	'a passkey that was made is added after the confirmation, with %i bytes of what else managers say',
	async (more) => {
		const { user, browser } = await signedInPerson({ now: new Date(Date.now() - 60 * 60_000) });
		const page = '/settings/security';
		const html = await (await browser.get(page)).text();
		const [, challenge = ''] = /challenge:"([\w-]+)"/.exec(html) ?? [];
		const [, id = ''] = /user:\{id:"([\w-]+)"/.exec(html) ?? [];
		const made = JSON.parse(createAuthenticator().create({ challenge, user: { id } })) as object;
		const credential = JSON.stringify({
			...made,
			clientExtensionResults: { largeBlob: 'x'.repeat(more) }
		});
		const asked = await browser.post(`${page}?/addPasskey`, { credential, name: 'Mine' });
		const resume = new URL(
			asked.headers.get('location') ?? '',
			'http://localhost:3000'
		).searchParams.get('redirectTo')!;
		await browser.post(`/confirm?/password&${new URLSearchParams({ redirectTo: resume })}`, {
			password: PASSWORD
		});
		const shown = await (await browser.get(resume)).text();
		const fields = [...shown.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)"/g)].map(
			([, name, value]) => [name!, value!.replaceAll('&quot;', '"').replaceAll('&amp;', '&')]
		);
		const sent = Object.fromEntries(
			fields.filter(([name]) => ['credential', 'name', 'formOwner'].includes(name!))
		);
		await browser.post(`${page}?/addPasskey`, sent);
		expect(await db.$count(passkeys, eq(passkeys.userId, user.id))).toBe(1);
	}
);
