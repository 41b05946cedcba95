import { timezoneCity } from './timezones';

type Option = { value: string; label: string };

/** Zones by continent or ocean, their cities in order; those without one, such as UTC, stand alone. */
export function groupTimezones(names: string[]): { label?: string; options: Option[] }[] {
	// Not Map.groupBy: neither Node 20 nor browsers of two years ago have it.
	const groups = new Map<string, string[]>();
	for (const name of names) {
		const area =
			name
				.replace(/^Etc\//, '')
				.split('/')
				.slice(0, -1)[0] ?? '';
		groups.set(area, [...(groups.get(area) ?? []), name]);
	}
	return [...groups].map(([area, zones]) => ({
		...(area && { label: area }),
		options: zones
			.map((value) => ({ value, label: labelOf(value) }))
			.toSorted((a, b) => (a.label < b.label ? -1 : 1))
	}));
}

/** `America/Argentina/Salta` → `Salta (Argentina)`. */
function labelOf(name: string): string {
	const region = name.split('/').slice(1, -1)[0];
	return region ? `${timezoneCity(name)} (${region.replaceAll('_', ' ')})` : timezoneCity(name);
}
