import { expect, test } from 'vitest';
import { openBrowser, type Browser } from '$tests/app';
import { createUser } from '$tests/factories';
import { newAddress, PASSWORD, signIn, signedInPerson } from '$tests/people';
import { getPreferences } from '$modules/preferences/api/preferences-store';

const page = '/settings/preferences';
/** What the note beside times sends, on whatever page it stands: "Use the time of Tokyo". */
const note = { timezone: 'Asia/Tokyo', redirectTo: '/settings/sessions' };

/** The form of a page as a browser would send it, untouched. */
function untouched(html: string): Record<string, string> {
	const form = html.split(`action="${page}"`)[1]?.split('</form>')[0] ?? '';
	const selects = [...form.matchAll(/<select[^>]*name="(\w+)"[^]*?<\/select>/g)].map(
		([all, name]) => [name!, /<option[^>]*value="([^"]*)"[^>]*selected/.exec(all)?.[1] ?? '']
	);
	const boxes = [...form.matchAll(/<input[^>]*type="checkbox"[^>]*>/g)]
		.map(([box]) => box)
		.filter((box) => /\schecked/.test(box))
		.map((box) => [/name="(\w+)"/.exec(box)![1]!, 'on']);
	return Object.fromEntries([...selects, ...boxes]);
}

async function saveUntouched(browser: Browser, html: string) {
	const sent = untouched(html);
	expect(sent).toMatchObject({ timezone: 'Asia/Tokyo' });
	await browser.post(page, sent);
}

test('a zone that comes back after a sign-in silences no mail when its form is saved', async () => {
	const user = await createUser({ email: newAddress(), password: PASSWORD });
	const browser = openBrowser();
	await signIn(browser, user.email, PASSWORD);
	const sessionsPage = await (await browser.get('/settings/sessions')).text();
	const formOwner = /"?formOwner"?:"(\w+)"|name="formOwner" value="(\w+)"/.exec(sessionsPage);
	browser.jar.delete('session');
	const refused = await browser.post(page, {
		...note,
		formOwner: formOwner?.[1] ?? formOwner?.[2] ?? ''
	});
	const signInPage = new URL(refused.headers.get('location') ?? '', 'http://localhost:3000');
	const back = signInPage.searchParams.get('redirectTo') ?? '';
	expect(back).toContain('?kept=');
	await signIn(browser, user.email, PASSWORD, back);
	await saveUntouched(browser, await (await browser.get(back)).text());
	expect(await getPreferences({ userId: user.id })).toMatchObject({
		timezone: 'Asia/Tokyo',
		notifyNewSignIn: true,
		automaticPasskey: true
	});
});

test('nor one of a page that was made for somebody else', async () => {
	const { user, browser } = await signedInPerson();
	const refused = await browser.post(page, { ...note, formOwner: 'f'.repeat(32) });
	expect(refused.status).toBe(400);
	await saveUntouched(browser, await refused.text());
	expect(await getPreferences({ userId: user.id })).toMatchObject({
		notifyNewSignIn: true,
		automaticPasskey: true
	});
});
