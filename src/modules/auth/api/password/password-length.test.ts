import { expect, test, vi } from 'vitest';
import { checkPassword, passwordLimits, passwordProblemMessage } from './password-rules';

// Read at the first call.
vi.hoisted(() => (process.env.PASSWORD_MIN_LENGTH = '8'));

test('PASSWORD_MIN_LENGTH decides, and pages and refusals say it', async () => {
	expect(await checkPassword('gravel!', [])).toBe('too-short');
	expect(await checkPassword('gravel!x', [])).toBeNull();
	expect(passwordLimits()).toEqual({
		min: 8,
		max: 256,
		rules: 'minlength: 8; maxlength: 256;'
	});
	expect(passwordProblemMessage('too-short')).toContain('8');
	expect(passwordProblemMessage('too-long')).toContain('256');
});
