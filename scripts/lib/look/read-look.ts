import { readFileSync } from 'node:fs';
import { toHex } from './oklch.ts';

export type Theme = 'light' | 'dark';

/** `src/look.css` as programs read it. */
export interface Look {
	/** A colour of it by its name without dashes in front, as `#rrggbb`. @throws where it has none. */
	colour: (name: string, theme: Theme) => string;
	/** The letters, as a style sheet names them. */
	sans: string;
}

/** The look of the site: its colours and letters. */
export function readLook(css = readFileSync('src/look.css', 'utf8')): Look {
	const values = new Map(
		[...css.matchAll(/^\t--([\w-]+): ([^;]+);$/gm)].map(([, name = '', value = '']) => [
			name,
			value
		])
	);
	const valueOf = (name: string) => {
		const value = values.get(name);
		if (value === undefined) throw new Error(`src/look.css has no --${name}.`);
		return value;
	};
	return {
		sans: valueOf('sans'),
		colour(name, theme) {
			const value = valueOf(name);
			const [, light, dark] = /^light-dark\((.+\)|[^,]+), (.+)\)$/.exec(value) ?? [];
			return toHex((theme === 'light' ? light : dark) ?? value);
		}
	};
}
