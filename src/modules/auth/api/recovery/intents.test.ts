import { and, eq } from 'drizzle-orm';
import { afterEach, expect, test, vi } from 'vitest';
import { db } from '@/server/db/client';
import { siteName } from '@/site';
import { openBrowser, type Browser } from '$tests/app';
import { mailAbout, mailsTo, tokenIn } from '$tests/mails';
import { newAddress, OTHER_PASSWORD, PASSWORD, signedInPerson, signIn } from '$tests/people';
import { listEvents } from '$modules/activity/api/list-events';
import { tokens } from '../../models/z.token';
import * as reserving from '../email-change/email-change-store';
import { useLink } from './recovery.fixture';

afterEach(() => void vi.restoreAllMocks());

/** An owner, and a thief who knows the password; what the thief asks for has not been mailed yet. */
async function robbedPerson() {
	const { user, email, browser: owner } = await signedInPerson();
	const thief = openBrowser();
	await signIn(thief, email, PASSWORD);
	const notMe = tokenIn(await mailAbout(email, 'New sign-in'));
	return { user, email, owner, thief, notMe };
}
type Robbed = Awaited<ReturnType<typeof robbedPerson>>;

const ends: [string, (person: Robbed) => Promise<Response>][] = [
	['a not-me link', ({ notMe }) => useLink('not-me', notMe)],
	[
		'"This was not me"',
		async ({ user, owner }) => {
			const { events } = await listEvents({ userId: user.id });
			const id = events.find(({ type }) => type === 'signed-in')?.id ?? '';
			return owner.post('/settings/activity?/notMe', { id });
		}
	],
	[
		'a new password',
		({ owner }) => {
			const passwords = { currentPassword: PASSWORD, newPassword: OTHER_PASSWORD };
			return owner.post('/settings/security?/changePassword', passwords);
		}
	]
];

const askForAddress = (thief: Browser, email: string) =>
	thief.post('/settings/account?/changeEmail', { email });

test.each(ends)('a link that was asked for before %s is not minted after it', async (_, end) => {
	const person = await robbedPerson();
	const thiefEmail = newAddress();
	expect((await askForAddress(person.thief, thiefEmail)).status).toBe(303);
	await openBrowser().post('/forgot-password', { email: person.email });
	expect((await end(person)).status).toBe(303);
	expect(await mailsTo(thiefEmail)).toEqual([]);
	const subjects = (await mailsTo(person.email)).map(({ subject }) => subject);
	expect(subjects).not.toContain(`Set a new ${siteName} password`);
});

test('nor where its mail was just being written', async () => {
	const person = await robbedPerson();
	const thiefEmail = newAddress();
	await askForAddress(person.thief, thiefEmail);
	const isReserved = reserving.isEmailReserved;
	vi.spyOn(reserving, 'isEmailReserved').mockImplementationOnce(async (address, executor) => {
		expect((await useLink('not-me', person.notMe)).status).toBe(303);
		return isReserved(address, executor);
	});
	expect(await mailsTo(thiefEmail)).toEqual([]);
	const minted = and(eq(tokens.userId, person.user.id), eq(tokens.purpose, 'email-change'));
	expect(await db.$count(tokens, minted)).toBe(0);
});

test('what was asked for afterwards is', async () => {
	const person = await robbedPerson();
	const passwords = { currentPassword: PASSWORD, newPassword: OTHER_PASSWORD };
	await person.owner.post('/settings/security?/changePassword', passwords);
	const email = newAddress();
	await askForAddress(person.owner, email);
	await openBrowser().post('/forgot-password', { email: person.email });
	expect(await mailsTo(email)).toHaveLength(1);
	const subjects = (await mailsTo(person.email)).map(({ subject }) => subject);
	expect(subjects).toContain(`Set a new ${siteName} password`);
});
