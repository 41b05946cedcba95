import { readdirSync } from 'node:fs';

/**
 * The parts of this site's paths, without groups and parameters: no username may be one, or look like it
 * (`isReservedUsername`).
 */
export const routeParts = (): string[] => [
	...new Set(
		readdirSync('src/routes', { recursive: true, withFileTypes: true })
			.filter((entry) => entry.isDirectory() && /^[^([]/.test(entry.name))
			.map(({ name }) => name)
	)
];
