/** Zones that were renamed, which browsers and servers still list under the old name. */
const renamed: Record<string, string> = {
	'Africa/Asmera': 'Africa/Asmara',
	'America/Buenos_Aires': 'America/Argentina/Buenos_Aires',
	'America/Catamarca': 'America/Argentina/Catamarca',
	'America/Coral_Harbour': 'America/Atikokan',
	'America/Cordoba': 'America/Argentina/Cordoba',
	'America/Godthab': 'America/Nuuk',
	'America/Indianapolis': 'America/Indiana/Indianapolis',
	'America/Jujuy': 'America/Argentina/Jujuy',
	'America/Louisville': 'America/Kentucky/Louisville',
	'America/Mendoza': 'America/Argentina/Mendoza',
	'Asia/Calcutta': 'Asia/Kolkata',
	'Asia/Katmandu': 'Asia/Kathmandu',
	'Asia/Rangoon': 'Asia/Yangon',
	'Asia/Saigon': 'Asia/Ho_Chi_Minh',
	'Atlantic/Faeroe': 'Atlantic/Faroe',
	'Etc/UTC': 'UTC',
	'Europe/Kiev': 'Europe/Kyiv',
	'Pacific/Enderbury': 'Pacific/Kanton',
	'Pacific/Ponape': 'Pacific/Pohnpei',
	'Pacific/Truk': 'Pacific/Chuuk'
};

/** The name that a zone has today. */
export const currentTimezone = (name: string): string => renamed[name] ?? name;

/** The zone of this device. */
export const deviceTimezone = (): string =>
	currentTimezone(Intl.DateTimeFormat().resolvedOptions().timeZone);

/** `America/Argentina/Buenos_Aires` → `Buenos Aires`. */
export function timezoneCity(timezone: string): string {
	return timezone.slice(timezone.lastIndexOf('/') + 1).replaceAll('_', ' ');
}

type Option = { value: string; label: string };

/** Zones by continent or ocean, their cities in order; those without one stand alone. */
export function groupTimezones(names: string[]): { label?: string; options: Option[] }[] {
	// Not Map.groupBy: neither Node 20 nor browsers of two years ago have it.
	const groups = new Map<string, string[]>();
	for (const name of names) {
		const area = name.split('/').slice(0, -1)[0] ?? '';
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
