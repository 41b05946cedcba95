import { vi } from 'vitest';
import { newClaims, one } from '$tests/providers';
import type { Browser } from '$tests/app';
import { db } from '@/server/db/client';
import { getProvider } from '$modules/oauth/api/get-provider';
import { lucia } from './lucia';

type Meanwhile = () => Promise<void>;

/** Makes an operation wait for what happens meanwhile. */
export function interrupt<N extends string, I extends unknown[], O>(
	module: { [name in N]: (...input: I) => Promise<O> },
	name: N,
	meanwhile: Meanwhile
): void {
	const real = module[name];
	const target: Record<string, (...input: I) => Promise<O>> = module;
	vi.spyOn(target, name).mockImplementationOnce(async (...input) => {
		await meanwhile();
		return real(...input);
	});
}

/** Lets something happen behind the next request's look at its session: it was there a moment ago. */
export function interruptSignedIn(meanwhile: Meanwhile): void {
	const validateSession = lucia.validateSession.bind(lucia);
	vi.spyOn(lucia, 'validateSession').mockImplementationOnce(async (id) => {
		const found = await validateSession(id);
		await meanwhile();
		return found;
	});
}

/** Makes the next transaction wait for its turn, and for what happens meanwhile. */
export function interruptTransaction(meanwhile: Meanwhile): void {
	const transaction = db.transaction.bind(db);
	vi.spyOn(db, 'transaction').mockImplementationOnce(async (work, config) => {
		await meanwhile();
		return transaction(work, config);
	});
}

/** Connects an identity in a browser; something happens while the provider is asked who it is. */
export async function connectInterrupted(browser: Browser, meanwhile: Meanwhile) {
	const left = await browser.post('/settings/connections?/connect', { provider: 'one' });
	const callback = one.approve(left.headers.get('location')!, newClaims());
	const provider = getProvider('one')!;
	const real = provider.fetchIdentity;
	vi.spyOn(provider, 'fetchIdentity').mockImplementationOnce(async (...answer) => {
		await meanwhile();
		return real(...answer);
	});
	return browser.get(callback);
}
