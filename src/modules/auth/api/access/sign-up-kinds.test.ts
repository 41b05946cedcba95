import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { env } from '@/server/env';
import { parts } from '@/site';
import * as configured from '$modules/oauth/api/get-provider';
import { shutDoor } from './shut-door';
import { maySignUpBy, signUpKinds, whoMaySignUp } from './sign-up-kinds';

const all = structuredClone(parts.signUpBy);
const { SIGN_UP, passkeysAvailable } = env();
beforeEach(() => void vi.spyOn(configured, 'listProviders').mockReturnValue([]));
afterEach(() => {
	vi.restoreAllMocks();
	Object.assign(parts.signUpBy, all);
	Object.assign(env(), { SIGN_UP, passkeysAvailable });
});

test('where no provider is configured none begins an account, whatever the site wants', () => {
	expect(maySignUpBy('provider')).toBe(false);
	Object.assign(parts.signUpBy, { password: false, passkey: false });
	for (const mode of ['open', 'invite', 'closed'] as const) {
		env().SIGN_UP = mode;
		expect(signUpKinds().none).toBe(true);
		expect(whoMaySignUp()).toBe('closed');
		expect(shutDoor()?.text()).toContain('No new accounts are made here');
	}
});

test('a passkey begins one where it can be made, or a password set instead', () => {
	expect(maySignUpBy('passkey')).toBe(true);
	env().passkeysAvailable = false;
	expect(signUpKinds().passkey).toBe(false);
	expect(maySignUpBy('passkey')).toBe(true);
	parts.signUpBy.password = false;
	expect(maySignUpBy('passkey')).toBe(false);
	expect(whoMaySignUp()).toBe('closed');
});
