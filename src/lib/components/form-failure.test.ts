import { expect, test } from 'vitest';
import { failureOf } from './form-failure';

const failure = (action: string) => ({ action, values: {}, errors: { email: 'Missing.' } });

test('a form without an action name shows the failure of the default action', () => {
	expect(failureOf(failure('default'), undefined)).toEqual(failure('default'));
	expect(failureOf(failure('default'), '/sign-up/verify')).not.toBeNull();
});

test('a form shows the failure of its own action only', () => {
	expect(failureOf(failure('password'), '?/password')).not.toBeNull();
	expect(failureOf(failure('password'), '/confirm?/password&redirectTo=%2F')).not.toBeNull();
	expect(failureOf(failure('password'), '?/totp')).toBeNull();
	expect(failureOf(failure('password'), undefined)).toBeNull();
});

test('a result that says nothing is not a failure', () => {
	expect(failureOf({ action: 'default', values: {}, errors: {} }, undefined)).toBeNull();
	expect(failureOf(null, undefined)).toBeNull();
});
