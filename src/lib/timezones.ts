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

/**
 * The zone of this device by its name in the database of zones, or `''` where it has none: some
 * devices say no more than how far they are from UTC.
 */
export function deviceTimezone(): string {
	const name = Intl.DateTimeFormat().resolvedOptions().timeZone;
	const [, sign, hours, minutes] = /^([+-])(\d\d):(\d\d)$/.exec(name) ?? [];
	if (hours === '00' && minutes === '00') return 'UTC';
	// West is plus in these names.
	if (hours && minutes === '00') return `Etc/GMT${sign === '+' ? '-' : '+'}${Number(hours)}`;
	return hours || name === 'Etc/Unknown' ? '' : currentTimezone(name);
}

/** `America/Argentina/Buenos_Aires` → `Buenos Aires`; `Etc/GMT+5`, which lies west, → `UTC−5`. */
export function timezoneCity(timezone: string): string {
	const [, sign, hours] = /^Etc\/GMT([+-])(\d+)$/.exec(timezone) ?? [];
	if (hours) return `UTC${sign === '+' ? '−' : '+'}${hours}`;
	return timezone.slice(timezone.lastIndexOf('/') + 1).replaceAll('_', ' ');
}
