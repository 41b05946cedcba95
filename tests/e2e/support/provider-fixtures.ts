import { randomUUID } from 'node:crypto';
import type { Page } from '@playwright/test';
import { freePort } from '../../support/free-port.ts';
import {
	startIdentityProvider,
	type IdentityProvider,
	type ProviderPerson
} from '../../support/identity-provider.ts';
import { test as base } from './fixtures.ts';
import { startServer } from './server.ts';

/** The journeys' fixtures, with a real identity provider that the application offers as "House". */
export const test = base.extend<object, { appPort: number; identity: IdentityProvider }>({
	appPort: [async ({ browserName: _ }, use) => use(await freePort()), { scope: 'worker' }],
	identity: [
		async ({ appPort }, use) => {
			const redirectUris = [`http://localhost:${appPort}/oauth/house/callback`];
			const identity = await startIdentityProvider({ redirectUris, people: [] });
			await use(identity);
			await identity.stop();
		},
		{ scope: 'worker' }
	],
	server: [
		async ({ mail, identity, appPort }, use) => {
			const env = { SMTP_URL: mail.url, ...identity.variables('house', 'House') };
			const server = await startServer({ port: appPort, env });
			await use(server);
			await server.remove();
		},
		{ scope: 'worker' }
	]
});

export { bothWays, expect } from './fixtures.ts';

/** Somebody with an account at the provider, whom no other test has. */
export function newGuest(
	identity: IdentityProvider,
	changes: Partial<ProviderPerson> = {}
): ProviderPerson & { name: string; email: string } {
	const id = `guest-${randomUUID().slice(0, 8)}`;
	const guest = { id, name: `Guest ${id}`, email: `${id}@example.com`, emailVerified: true };
	identity.people.set(id, { ...guest, ...changes });
	return guest;
}

/** Chooses somebody on the provider's page. */
export async function continueAs(page: Page, { name }: { name: string }): Promise<void> {
	await page.getByRole('button', { name: `Continue as ${name}` }).click();
}

/** Signs in by the provider, as far as it goes. */
export async function signInWithHouse(page: Page, guest: { name: string }): Promise<void> {
	await page.goto('/sign-in');
	await page.getByRole('button', { name: 'Continue with House' }).click();
	await continueAs(page, guest);
}
