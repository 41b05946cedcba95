import { expect, it } from 'vitest';
import { createUser } from '../../../../tests/support/factories';
import { getPreferences } from './get-preferences';
import { timezoneGroups } from './list-timezones';
import * as fields from './preference-fields';
import { updatePreferences } from './update-preferences';

const nothing = { theme: null, locale: null, timezone: null, notifyNewSignIn: true };

it('leaves everything to the browser, and silences nothing, until somebody chooses', async () => {
	const { id: userId } = await createUser();
	expect(await getPreferences({ userId })).toEqual(nothing);
	await updatePreferences({ userId, changes: {} });
	expect(await getPreferences({ userId })).toEqual(nothing);
});

it('changes what is given, leaves what is absent, and changes nobody else', async () => {
	const [{ id: userId }, other] = [await createUser(), await createUser()];
	await updatePreferences({ userId, changes: { theme: 'dark' } });
	await updatePreferences({ userId, changes: { locale: 'de', notifyNewSignIn: false } });
	await updatePreferences({ userId, changes: { timezone: 'Asia/Tokyo' } });
	const chosen = { theme: 'dark', locale: 'de', timezone: 'Asia/Tokyo', notifyNewSignIn: false };
	expect(await getPreferences({ userId })).toEqual(chosen);
	await updatePreferences({ userId, changes: { theme: null } });
	expect(await getPreferences({ userId })).toEqual({ ...chosen, theme: null });
	expect(await getPreferences({ userId: other.id })).toEqual(nothing);
});

it('offers zones that it also takes, each once', () => {
	const offered = timezoneGroups.flatMap(({ options }) => options.map(({ value }) => value));
	expect(offered.length).toBeGreaterThan(400);
	expect(new Set(offered).size).toBe(offered.length);
	expect(offered.filter((zone) => !fields.timezone.safeParse(zone).success)).toEqual([]);
	expect(offered).toContain('America/Argentina/Salta');
});

it.each(['', 'Berlin', 'Europe/Nowhere', '+02:00', 'x'.repeat(1_000)])(
	'refuses the zone %s',
	(zone) => expect(fields.timezone.safeParse(zone).success).toBe(false)
);
