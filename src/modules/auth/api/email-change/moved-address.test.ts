import { afterEach, describe, expect, test, vi } from 'vitest';
import { siteName } from '@/site';
import { connect, newClaims } from '$tests/providers';
import { openBrowser } from '$tests/app';
import { mailsTo } from '$tests/mails';
import { newAddress, openSession, OTHER_PASSWORD, PASSWORD, signedInPerson } from '$tests/people';
import * as disconnecting from '../connections/delete-connection';
import * as hashing from '../password/password-hash';
import { changeAddress } from '../recovery/recovery.fixture';
import { connectInterrupted, interrupt } from '../session/meanwhile.fixture';

afterEach(() => void vi.restoreAllMocks());

describe('the mail goes to the address that the account has by then', () => {
	/** Somebody in one session changes the address while a request of another is under way. */
	async function movingPerson() {
		const { user, browser } = await signedInPerson();
		const other = openBrowser();
		await openSession(user.id, other);
		const newEmail = newAddress();
		const meanwhile = async () => {
			expect((await changeAddress(other, newEmail)).status).toBe(303);
		};
		const told = async () => (await mailsTo(newEmail)).map(({ subject }) => subject).slice(1);
		return { user, browser, meanwhile, told };
	}

	test('on a new connection', async () => {
		const { browser, meanwhile, told } = await movingPerson();
		await connectInterrupted(browser, meanwhile);
		expect(await told()).toEqual([`One was connected to your ${siteName} account`]);
	});

	test('on one that is gone', async () => {
		const { user, browser, meanwhile, told } = await movingPerson();
		await connect(user.id, newClaims());
		interrupt(disconnecting, 'deleteConnection', meanwhile);
		await browser.post('/settings/connections?/disconnect', { provider: 'one' });
		expect(await told()).toHaveLength(1);
	});

	test('on a new password', async () => {
		const { browser, meanwhile, told } = await movingPerson();
		interrupt<'hashPassword', [string], string>(hashing, 'hashPassword', meanwhile);
		const passwords = { currentPassword: PASSWORD, newPassword: OTHER_PASSWORD };
		const response = await browser.post('/settings/security?/changePassword', passwords);
		expect(response.status).toBe(303);
		expect(await told()).toHaveLength(1);
	});
});
