import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import sharp from 'sharp';
import { madeFiles, madePictures } from './made-files.ts';
import { readLook } from './read-look.ts';

/** Of 255: another machine draws an edge a little otherwise. */
const DIFFERENCE_MAX = 12;

/**
 * Writes what is made of the site's name, look and logo, where it is not so already.
 * @param name the name, where it has just been changed.
 * @returns the files, each with whether it was written.
 */
export async function writeLook(name?: string): Promise<{ file: string; written: boolean }[]> {
	const look = readLook();
	const done: { file: string; written: boolean }[] = [];
	for (const [file, make] of Object.entries(madeFiles(look, name))) {
		const before = readText(file);
		const after = make(before);
		if (after !== before) writeFileSync(file, after);
		done.push({ file, written: after !== before });
	}
	for (const [file, draw] of Object.entries(madePictures)) {
		const picture = await draw(look);
		const written = !(await isSamePicture(file, picture));
		if (written) writeFileSync(file, picture);
		done.push({ file, written });
	}
	return done;
}

function readText(file: string): string {
	try {
		return readFileSync(file, 'utf8');
	} catch {
		return '';
	}
}

/** Whether a file shows what a picture does, but for what nobody sees. */
export async function isSamePicture(file: string, picture: Buffer): Promise<boolean> {
	const read = (input: Buffer) => sharp(input).ensureAlpha().raw().toBuffer();
	// From memory: where the application was loaded as well, files are not opened by the library.
	const kept = () => read(readFileSync(file)).catch(() => Buffer.alloc(0));
	const [was, is] = await Promise.all([existsSync(file) ? kept() : Buffer.alloc(0), read(picture)]);
	return (
		was.length === is.length &&
		is.every((value, at) => Math.abs(value - was[at]!) <= DIFFERENCE_MAX)
	);
}
