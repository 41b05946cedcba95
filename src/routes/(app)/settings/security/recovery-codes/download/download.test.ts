import { afterEach, expect, test, vi } from 'vitest';
import { openBrowser } from '$tests/app';
import { createUser } from '$tests/factories';
import { openSession } from '$tests/people';
import { addApp, addRecoveryCodes } from '$tests/second-factor';

afterEach(() => void vi.useRealTimers());

test('the file says when its codes were made, not when it was downloaded', async () => {
	vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-11-30T23:55:00Z') });
	const user = await createUser();
	const browser = openBrowser();
	await addApp(user.id);
	await addRecoveryCodes(user.id);
	await openSession(user.id, browser);
	vi.setSystemTime(new Date('2026-12-01T00:03:00Z'));
	const text = await (await browser.get('/settings/security/recovery-codes/download')).text();
	expect(text).toContain('30 November 2026');
});
