import { readFileSync } from 'node:fs';
import sharp from 'sharp';
import type { Look, Theme } from './read-look.ts';

/** Where the logo is drawn, once. */
const MARK = 'src/lib/components/Mark.svelte';

/** In a mark as small as an icon the accent is the one that is deep enough for paper. */
const nameOf = (token: string) => (token === 'accent' ? 'focus' : token);

/** The rules for the classes by which the drawing names colours, in one theme. */
function rulesOf(drawing: string, look: Look, theme: Theme): string {
	const classes = [...drawing.matchAll(/\b(fill|stroke)-([a-z][\w-]*)/g)];
	const rules = classes.map(
		([name, property, token = '']) =>
			`.${name} { ${property}: ${look.colour(nameOf(token), theme)} }`
	);
	return [`svg { color: ${look.colour('ink', theme)} }`, ...new Set(rules)].join(' ');
}

/**
 * The logo as a file of its own: as `Mark.svelte` draws it, in `currentColor` and the colours that it
 * names by `fill-…` and `stroke-…` classes, in one theme or in the one that its viewer prefers.
 */
export function drawMark(
	look: Look,
	theme?: Theme,
	component = readFileSync(MARK, 'utf8')
): string {
	const [, attributes, body] = /<svg([^>]*)>([^]*)<\/svg>/.exec(component) ?? [];
	if (attributes === undefined || body === undefined) throw new Error(`${MARK} has no drawing.`);
	const own = attributes
		.replace(/\s(?:class|aria-hidden)="[^"]*"/g, '')
		.replace(/\s+/g, ' ')
		.trimEnd();
	const rules = theme
		? [rulesOf(body, look, theme)]
		: [
				rulesOf(body, look, 'light'),
				`@media (prefers-color-scheme: dark) { ${rulesOf(body, look, 'dark')} }`
			];
	const style = `\t<style>\n${rules.map((rule) => `\t\t${rule}\n`).join('')}\t</style>`;
	const shapes = body
		.trim()
		.replace(/\n\t*/g, '\n\t')
		.replace(/\n\t+(?=[\w-]+=)/g, ' ');
	return `<svg xmlns="http://www.w3.org/2000/svg"${own}>\n${style}\n\t${shapes.replace(/\s+\/>/g, ' />')}\n</svg>\n`;
}

/** How much of an icon on a ground of its own is the mark: what is round or cut off leaves it whole. */
const SHARE = 0.64;

/** The logo as a PNG of a size in pixels: on nothing, or on the ground of the page. */
export async function drawIcon(look: Look, size: number, onGround: boolean): Promise<Buffer> {
	const width = onGround ? Math.round((size * SHARE) / 2) * 2 : size;
	const mark = sharp(Buffer.from(drawMark(look, 'light')), { density: 72 * (width / 24) }).resize(
		width,
		width
	);
	if (!onGround) return mark.png({ compressionLevel: 9 }).toBuffer();
	const edge = (size - width) / 2;
	const background = look.colour('ground', 'light');
	return mark
		.extend({ top: edge, bottom: edge, left: edge, right: edge, background })
		.flatten({ background })
		.png({ compressionLevel: 9 })
		.toBuffer();
}
