import { foldWidth, isTakeable, oneLine } from '@/text-rules';

/**
 * The web address that somebody means (WHATWG URL), with `https:` where they name no scheme, or `null`
 * where it is none. What has no scheme needs a host with a dot: a word alone is no address.
 */
export function readWebAddress(typed: string): URL | null {
	const text = foldHost(oneLine(typed));
	if (!isTakeable(text)) return null;
	if (/^https?:/i.test(text)) return URL.parse(text);
	// What stands before a colon is a scheme of another kind, if no port follows.
	if (!/^(?:\/\/)?[^/\\?#@:]+(?::\d{1,5})?(?:[/?#]|$)/.test(text)) return null;
	const url = URL.parse(`https:${text.startsWith('//') ? '' : '//'}${text}`);
	return url && /\.(?!\d+\.?$)[^.]+\.?$/.test(url.hostname) ? url : null;
}

/**
 * Full-width letters of the host as plain ones; in a path they may be what it is called by. Who writes
 * the slash after the host in full width has written all of it so.
 */
function foldHost(text: string): string {
	const folded = foldWidth(text);
	const end = /^(?:[a-z][a-z\d+.-]*:)?(?:\/\/)?[^/?#]*/i.exec(folded)?.[0].length ?? 0;
	return text[end] === folded[end] ? folded.slice(0, end) + text.slice(end) : folded;
}
