// What the recipes of docs/extending.md do: tests/unit/extending.test.ts runs this file in the copy in
// which they were all applied.
import { expect, test } from 'vitest';
import { catalogue } from '$modules/oauth/api/providers/catalogue';
import { exportProfile } from '$modules/profile/api/export-profile';
import { openBrowser } from '$tests/app';
import { signedInPerson } from '$tests/people';

test('the public page is for everybody', async () => {
	const { browser } = await signedInPerson();
	for (const visitor of [openBrowser(), browser]) {
		const answer = await visitor.get('/about-notes');
		expect(answer.status).toBe(200);
		expect(await answer.text()).toContain('What you write down here, nobody else sees.');
	}
});

test('the endpoint tells people their own, and nobody else anything', async () => {
	const { browser } = await signedInPerson();
	await browser.post('/settings/notes?/create', { text: 'Mine' });
	const answer = await browser.get('/settings/notes/notes.json');
	expect(await answer.json()).toMatchObject([{ text: 'Mine' }]);
	expect(
		await (await (await signedInPerson()).browser.get('/settings/notes/notes.json')).json()
	).toEqual([]);
	const refused = await openBrowser().get('/settings/notes/notes.json');
	expect(refused.headers.get('location')).toMatch(/^\/sign-in/);
});

test('one provider more is in the catalogue, and one less', () => {
	expect(catalogue).toHaveProperty('dribbble');
	expect(catalogue).not.toHaveProperty('figma');
});

test('a browser of another language reads it', async () => {
	const answer = await openBrowser().get('/about-notes', { headers: { 'accept-language': 'it' } });
	expect(await answer.text()).toContain('<html lang="it"');
});

test('the column is kept, cleared, and in the archive', async () => {
	const { user, browser } = await signedInPerson();
	const save = async (pronouns: string) =>
		(await browser.post('/settings/profile?/update', { pronouns })).status;
	expect(await save('x'.repeat(41))).toBe(400);
	expect(await save('they/them')).toBe(303);
	expect(await (await browser.get('/settings/profile')).text()).toContain('value="they/them"');
	const [file] = await Array.fromAsync(exportProfile({ userId: user.id }));
	expect(file!.input).toContain('"pronouns": "they/them"');
	expect(await save('')).toBe(303);
});
