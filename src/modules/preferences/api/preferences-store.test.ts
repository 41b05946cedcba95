import { expect, it, vi } from 'vitest';
import { createUser } from '$tests/factories';
import { getPreferences, updatePreferences } from './preferences-store';
import { groupTimezones } from '@/group-timezones';
import { deviceTimezone } from '@/timezones';
import * as fields from './preference-fields';

const nothing = {
	theme: null,
	locale: null,
	timezone: null,
	notifyNewSignIn: true,
	automaticPasskey: true
};

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
	await updatePreferences({ userId, changes: { timezone: 'Asia/Tokyo', automaticPasskey: false } });
	const chosen = {
		theme: 'dark',
		locale: 'de',
		timezone: 'Asia/Tokyo',
		notifyNewSignIn: false,
		automaticPasskey: false
	};
	expect(await getPreferences({ userId })).toEqual(chosen);
	await updatePreferences({ userId, changes: { theme: null } });
	expect(await getPreferences({ userId })).toEqual({ ...chosen, theme: null });
	expect(await getPreferences({ userId: other.id })).toEqual(nothing);
});

it('offers zones that it also takes, each once and by its name of today', () => {
	expect(fields.timezones.length).toBeGreaterThan(400);
	expect(new Set(fields.timezones).size).toBe(fields.timezones.length);
	expect(fields.timezones.filter((zone) => !fields.timezone.safeParse(zone).success)).toEqual([]);
	expect(fields.timezones).toContain('Asia/Kolkata');
	expect(fields.timezones).not.toContain('Asia/Calcutta');
});

it('offers them by continent', () => {
	const groups = groupTimezones(fields.timezones);
	expect(groups[0]).toEqual({ options: [{ value: 'UTC', label: 'UTC' }] });
	const america = groups.find(({ label }) => label === 'America')?.options ?? [];
	expect(america).toContainEqual({
		value: 'America/Argentina/Buenos_Aires',
		label: 'Buenos Aires (Argentina)'
	});
	const labels = america.map(({ label }) => label);
	expect(labels).toEqual(labels.toSorted());
});

it('takes and names zones that the list has not', () => {
	const others = [
		'Etc/GMT+5',
		'Etc/GMT-14',
		'GMT',
		'EST5EDT',
		'US/Eastern',
		'Asia/Calcutta',
		'Etc/GMT'
	];
	for (const zone of others) {
		expect(fields.timezones).not.toContain(zone);
		expect([zone, fields.zPreferencesForm.parse({ timezone: zone }).timezone]).toEqual([
			zone,
			zone
		]);
	}
	const groups = groupTimezones(['UTC', 'Asia/Tokyo', ...others]);
	expect(groups.map(({ label }) => label)).toEqual([undefined, 'Asia', 'US']);
	expect(groups[0]?.options).toEqual(
		expect.arrayContaining([
			{ value: 'Etc/GMT+5', label: 'UTC−5' },
			{ value: 'Etc/GMT-14', label: 'UTC+14' },
			{ value: 'GMT', label: 'GMT' }
		])
	);
});

it.each([
	['Europe/Berlin', 'Europe/Berlin'],
	['Asia/Calcutta', 'Asia/Kolkata'],
	['Etc/GMT+5', 'Etc/GMT+5'],
	['GMT', 'GMT'],
	['+00:00', 'UTC'],
	['-05:00', 'Etc/GMT+5'],
	['+14:00', 'Etc/GMT-14'],
	['+05:30', ''],
	['Etc/Unknown', '']
])('a device that says %j is in %j', (timeZone, name) => {
	const options = { ...Intl.DateTimeFormat().resolvedOptions(), timeZone };
	vi.spyOn(Intl.DateTimeFormat.prototype, 'resolvedOptions').mockReturnValue(options);
	expect(deviceTimezone()).toBe(name);
	vi.restoreAllMocks();
	if (name) expect(fields.zPreferencesForm.parse({ timezone: name }).timezone).toBe(name);
});

it('groups them without Map.groupBy, which Node 20 and older browsers lack', () => {
	vi.spyOn(Map, 'groupBy').mockImplementation(() => {
		throw new TypeError('Map.groupBy is not a function');
	});
	expect(groupTimezones(['UTC', 'Asia/Tokyo', 'Asia/Seoul']).map(({ label }) => label)).toEqual([
		undefined,
		'Asia'
	]);
});

it.each([
	['on', true],
	['true', true],
	['1', true],
	['off', false],
	['false', false],
	['0', false],
	['', false]
])('reads a box sent as "%s"', (sent, ticked) => {
	expect(fields.checkbox.parse(sent)).toBe(ticked);
});

it('refuses a box sent as anything else', () => {
	expect(fields.checkbox.safeParse('maybe').success).toBe(false);
});

it.each(['', 'Berlin', 'Europe/Nowhere', '+02:00', 'x'.repeat(1_000)])(
	'refuses the zone %s',
	(zone) => expect(fields.timezone.safeParse(zone).success).toBe(false)
);
