/**
 * The key under which usernames are compared: two names with one key look too much alike for both
 * to exist. Case, `_` and `-` do not count; `0` reads as `o`, `1` and `i` as `l`, `m` as `rn` and
 * `w` as `vv`. Letters are taken apart rather than put together, so that the order cannot matter.
 */
export function foldUsername(username: string): string {
	return username
		.toLowerCase()
		.replace(/[_-]/g, '')
		.replaceAll('0', 'o')
		.replace(/[1i]/g, 'l')
		.replaceAll('m', 'rn')
		.replaceAll('w', 'vv');
}
