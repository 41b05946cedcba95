import { timezoneCity } from '@/format-date-time';

const names = Intl.supportedValuesOf('timeZone').filter((name) => name.includes('/'));

/** The zones to choose from, by continent or ocean, each with its cities; UTC stands alone. */
export const timezoneGroups: { label?: string; options: { value: string; label: string }[] }[] = [
	{ options: [{ value: 'UTC', label: 'UTC' }] },
	...Map.groupBy(names, (name) => name.slice(0, name.indexOf('/')))
		.entries()
		.filter(([area]) => area !== 'Etc')
		.map(([area, zones]) => ({
			label: area,
			options: zones.map((value) => ({ value, label: labelOf(value) }))
		}))
];

/** `America/Argentina/Salta` → `Salta (Argentina)`. */
function labelOf(name: string): string {
	const [, region, city] = name.split('/');
	return city && region
		? `${timezoneCity(name)} (${region.replaceAll('_', ' ')})`
		: timezoneCity(name);
}
