/**
 * What makes a file useful as something else too, wherever in it: a page, a script, a vector
 * picture, a PDF, an archive. Each is long enough not to come about by chance in five megabytes.
 */
const others = [
	'<!doctype',
	'<html',
	'<script',
	'<svg[\\s>]',
	'<\\?php',
	'%PDF-\\d',
	// ZIP, with its version and flags: local file header (APPNOTE 4.3.7).
	'PK\x03\x04[\\0-?]\0[\\s\\S]{2}[\\0-c]\0',
	'Rar!\x1a\x07',
	"7z\xbc\xaf'\x1c",
	// Where a script reads on from the picture's first bytes, a comment or an assignment stands.
	'^GIF8[79]a(?:/\\*|=[ -~])',
	'^\xff\xd8\xff\xe0/\\*'
];
const anyOther = new RegExp(others.join('|'), 'i');

/**
 * Whether a file is a picture and nothing else. What cameras and telephones write behind one, a
 * film or a second picture, does no harm.
 */
export function isOnlyAPicture(file: Buffer): boolean {
	return !anyOther.test(file.toString('latin1'));
}
