import { siteName } from '../../../src/lib/site.ts';
import { drawIcon, drawMark } from './draw-mark.ts';
import type { Look } from './read-look.ts';

/** Colours that are wanted where no style sheet reaches: in mails, and for the browser's own bars. */
const outside = ['ground', 'sheet', 'sunken', 'ink', 'ink-soft', 'line', 'accent', 'on-accent'];

const camelCase = (name: string) =>
	name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());

/** Text as HTML has it. */
const escaped = (text: string) => text.replaceAll('&', '&amp;');

/**
 * The files that are made of the site's name and look, each from what it is now.
 * @param name the name; by default the one that the site has.
 */
export function madeFiles(look: Look, name = siteName): Record<string, (now: string) => string> {
	return {
		'src/lib/look.ts': () => {
			const colours = outside.map((colour) => {
				const [light, dark] = [look.colour(colour, 'light'), look.colour(colour, 'dark')];
				return `export const ${camelCase(colour)} = { light: '${light}', dark: '${dark}' };`;
			});
			return [
				'// Made of src/look.css by `pnpm generate`, for where no style sheet reaches.',
				...colours,
				`export const sans = "${look.sans}";`,
				''
			].join('\n');
		},
		'src/error.html': (now) => {
			const themes = ['light', 'dark'] as const;
			return themes
				.reduce((text, theme, index) => inTurn(text, index, look, theme), now)
				.replace(/(--sans: )[^;]+/, (_, before: string) => `${before}${look.sans}`)
				.replace(/(· )[^<]+(?=<\/title>)/, (_, before: string) => before + escaped(name))
				.replace(/(<a href="\/">)[^<]+/, (_, before: string) => before + escaped(name));
		},
		'static/favicon.svg': () => drawMark(look),
		'static/manifest.webmanifest': (now) => {
			const ground = look.colour('ground', 'light');
			const own = { name, short_name: name, background_color: ground, theme_color: ground };
			return Object.entries(own).reduce(
				(text, [key, value]) =>
					text.replace(
						new RegExp(`("${key}": )"[^"]*"`),
						(_, before: string) => `${before}"${value}"`
					),
				now
			);
		}
	};
}

/** The colours of the error page, of which it has each twice: by day, then by night. */
function inTurn(text: string, index: number, look: Look, theme: 'light' | 'dark'): string {
	return ['ground', 'ink'].reduce((before, colour) => {
		let turn = 0;
		return before.replace(new RegExp(`(--${colour}: )#\\w+`, 'g'), (all, name: string) =>
			turn++ === index ? `${name}${look.colour(colour, theme)}` : all
		);
	}, text);
}

/** The pictures that are made of the logo and the look. */
export const madePictures: Record<string, (look: Look) => Promise<Buffer>> = {
	'static/favicon-32.png': (look) => drawIcon(look, 32, false),
	'static/icon-192.png': (look) => drawIcon(look, 192, true),
	'static/icon-512.png': (look) => drawIcon(look, 512, true),
	'static/apple-touch-icon.png': (look) => drawIcon(look, 180, true)
};
