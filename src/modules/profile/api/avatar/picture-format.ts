export type PictureFormat = 'png' | 'jpeg' | 'webp' | 'gif' | 'avif';

const startsWith = (bytes: Buffer, magic: string, at = 0) =>
	bytes.toString('latin1', at, at + magic.length) === magic;

const signatures: [PictureFormat, (bytes: Buffer) => boolean][] = [
	['png', (bytes) => startsWith(bytes, '\x89PNG\r\n\x1a\n')],
	['jpeg', (bytes) => startsWith(bytes, '\xff\xd8\xff')],
	['webp', (bytes) => startsWith(bytes, 'RIFF') && startsWith(bytes, 'WEBP', 8)],
	['gif', (bytes) => startsWith(bytes, 'GIF87a') || startsWith(bytes, 'GIF89a')],
	['avif', (bytes) => startsWith(bytes, 'ftyp', 4) && hasAvifBrand(bytes)]
];

/** What a file is by its first bytes, whatever its name and declared type; `null` for all else. */
export function pictureFormat(bytes: Buffer): PictureFormat | null {
	return signatures.find(([, fits]) => fits(bytes))?.[0] ?? null;
}

/** The brands of a file's first box (ISO/IEC 14496-12, 4.3): the major one and the compatible ones. */
function hasAvifBrand(bytes: Buffer): boolean {
	const end = Math.min(bytes.length, bytes.readUInt32BE(0), 256);
	for (let at = 8; at + 4 <= end; at += 4) {
		// Between the major brand and the others stands a version.
		if (at !== 12 && startsWith(bytes, 'avif', at)) return true;
	}
	return false;
}
