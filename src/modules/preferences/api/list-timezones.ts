import { currentTimezone } from '@/timezones';

/** The zones to choose from, by the names that they have today. */
export const timezones: string[] = ['UTC', ...Intl.supportedValuesOf('timeZone')]
	.map(currentTimezone)
	.filter((name, index, all) => !name.startsWith('Etc/') && all.indexOf(name) === index)
	.toSorted((a, b) => Number(a.includes('/')) - Number(b.includes('/')) || (a < b ? -1 : 1));
