import { execFile } from 'node:child_process';
import { globSync, readFileSync, statSync } from 'node:fs';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { drawMark } from '../../scripts/lib/look/draw-mark.ts';
import { madeFiles, madePictures } from '../../scripts/lib/look/made-files.ts';
import { toHex } from '../../scripts/lib/look/oklch.ts';
import { readLook, type Theme } from '../../scripts/lib/look/read-look.ts';
import { renameSite } from '../../scripts/lib/look/rename-site.ts';
import { isSamePicture } from '../../scripts/lib/look/write-look.ts';
import { UsageError } from '../../scripts/lib/run-script.ts';
// As beside other tests: with the application in this process, which forbids it to open pictures.
import '../../src/modules/profile/api/avatar/decode-square.ts';

const read = (file: string) => readFileSync(file, 'utf8');
const look = readLook();
const themes: Theme[] = ['light', 'dark'];

/** How much light a colour gives (WCAG 2.2, relative luminance). */
function luminance(hex: string): number {
	const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
		const value = parseInt(hex.slice(at, at + 2), 16) / 255;
		return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
	});
	return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
	const [dark = 0, light = 0] = [one, other].map(luminance).toSorted((a, b) => a - b);
	return (light + 0.05) / (dark + 0.05);
}

describe('what is made of name, look and logo', () => {
	it.each(Object.entries(madeFiles(look)))('%s is as `pnpm generate` writes it', (file, make) => {
		expect(read(file)).toBe(make(read(file)));
	});

	it('is in the pictures too', async () => {
		const css = read('src/look.css').replace(/(--focus: light-dark\()[^)]+\)/, '$1#0a5c36');
		// In a process of its own: the application forbids this one to read SVG.
		const program = `
			const { madePictures } = await import('./scripts/lib/look/made-files.ts');
			const { readLook } = await import('./scripts/lib/look/read-look.ts');
			const css = ${JSON.stringify(css)};
			for (const draw of Object.values(madePictures)) {
				const pictures = await Promise.all([draw(readLook()), draw(readLook(css))]);
				console.log(...pictures.map((picture) => picture.toString('base64')));
			}`;
		const options = ['--input-type=module', '--eval', program];
		const { stdout } = await promisify(execFile)(process.execPath, options);
		const drawn = stdout.trim().split('\n');
		expect(drawn).toHaveLength(4);
		for (const [at, file] of Object.keys(madePictures).entries()) {
			const pictures = drawn[at]!.split(' ').map((text) => Buffer.from(text, 'base64'));
			const same = await Promise.all(pictures.map((picture) => isSamePicture(file, picture)));
			expect({ file, same }).toEqual({ file, same: [true, false] });
		}
	});

	it('says a name as each file has to write it', () => {
		const files = madeFiles(look, 'Nook & Cranny');
		const page = files['src/error.html']!(read('src/error.html'));
		expect(page).toContain('<title>%sveltekit.status% · Nook &amp; Cranny</title>');
		expect(page).toContain('<a href="/">Nook &amp; Cranny</a>');
		const manifest = JSON.parse(
			files['static/manifest.webmanifest']!(read('static/manifest.webmanifest'))
		) as object;
		expect(manifest).toMatchObject({ name: 'Nook & Cranny', short_name: 'Nook & Cranny' });
	});

	it('draws a logo in the colours that it names', () => {
		const component =
			'<svg viewBox="0 0 24 24"><path class="fill-danger" d="M0 0h24v24H0z" /></svg>';
		const danger = look.colour('danger', 'dark');
		expect(drawMark(look, 'dark', component)).toContain(`.fill-danger { fill: ${danger} }`);
		expect(() => drawMark(look, 'dark', component.replace('danger', 'gold'))).toThrow('--gold');
	});
});

/** Text on what it stands on, at 4.5 to 1; what shows where a control or the focus is, at 3 to 1. */
const pairs: [string, string, number][] = [
	...['ink', 'ink-soft', 'danger', 'success', 'info'].flatMap((text) =>
		['ground', 'sheet'].map((under): [string, string, number] => [text, under, 4.5])
	),
	['ink', 'sunken', 4.5],
	['ink-soft', 'sunken', 4.5],
	...['danger', 'success', 'info'].flatMap((kind): [string, string, number][] => [
		[kind, `${kind}-soft`, 4.5],
		['ink', `${kind}-soft`, 4.5]
	]),
	['on-danger', 'danger', 4.5],
	['on-accent', 'accent', 7],
	['on-accent', 'accent-lift', 7],
	...['line-strong', 'focus'].flatMap((edge) =>
		['ground', 'sheet'].map((under): [string, string, number] => [edge, under, 3])
	)
];

describe('the look', () => {
	it.each(themes)('can be read, %s', (theme) => {
		const weak = pairs
			.map(([one, other, least]) => {
				const ratio = contrast(look.colour(one, theme), look.colour(other, theme));
				return { one, other, ratio: ratio.toFixed(2), isWeak: ratio < least };
			})
			.filter(({ isWeak }) => isWeak);
		expect(weak).toEqual([]);
	});

	it('is in one file: nothing else names a colour', () => {
		// A code that cameras read is black on white, whatever the look.
		const qrCode = 'src/modules/auth/components/factors/QrCode.svelte';
		const made = new Set(['src/look.css', qrCode, ...Object.keys(madeFiles(look))]);
		const files = globSync(['src/**/*.{css,html,svelte,ts}', 'server/**/*.{ts,js}']).filter(
			(file) =>
				!made.has(file) &&
				!file.startsWith('src/lib/paraglide/') &&
				!/\.(?:test|fixture)\.ts$/.test(file)
		);
		const colour = /#(?:[\da-f]{6}|[\da-f]{3})\b(?!;)|\b(?:oklch|oklab|rgba?|hsla?)\(/i;
		const found = files.flatMap((file) =>
			read(file)
				.split('\n')
				.filter((line) => colour.test(line) && !/^\s*(?:\/?\*|\/\/)/.test(line))
				.map((line) => `${file}: ${line.trim()}`)
		);
		expect(found).toEqual([]);
	});

	it('preloads the letters that it is set in', () => {
		const [, file = 'none'] = /url\('([^']+)'\)/.exec(read('src/look.css')) ?? [];
		expect(read('src/routes/+layout.svelte')).toContain(`'${file}?url'`);
	});

	it('knows colours as screens show them', () => {
		expect(toHex('oklch(0.628 0.2577 29.23)')).toBe('#ff0000');
		expect(toHex('oklch(1 0 0)')).toBe('#ffffff');
		expect(() => toHex('tomato')).toThrow('tomato is neither');
	});
});

describe('the name', () => {
	it.each(['', ' ', '<b>', 'a"b', "a'; //", 'a:b', '${a}', 'x'.repeat(33)])(
		'is not %j, and nothing changes',
		async (name) => {
			const before = read('src/lib/site.ts');
			await expect(renameSite(name)).rejects.toThrow(UsageError);
			expect(read('src/lib/site.ts')).toBe(before);
		}
	);

	it('that this house was built under stands in its constant alone', () => {
		// Put together, as this file is one of those that are looked at.
		const name = ['Porch', 'light'].join('');
		const made = new Set(['src/lib/site.ts', ...Object.keys(madeFiles(look))]);
		const files = globSync([
			'{src,server,scripts,tests,examples}/**/*.{ts,js,svelte,html,css,json}',
			'{messages,static}/**/*.{json,svg,txt}',
			'*.{ts,js}'
		]).filter(
			(file) => !made.has(file) && !file.startsWith('src/lib/paraglide/') && statSync(file).isFile()
		);
		expect(files.length).toBeGreaterThan(1000);
		expect(files.filter((file) => read(file).includes(name))).toEqual([]);
	});
});
