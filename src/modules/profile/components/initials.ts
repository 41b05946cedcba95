/** Up to two letters that stand for a name: of its first word and of its last. */
export function initialsOf(name: string): string {
	// Of an address, what stands before the @.
	const local = name.replace(/(?<=.)@.*/u, '');
	const words = local.split(/[\s._@-]+/u).filter((word) => /[\p{L}\p{N}]/u.test(word));
	const [first, last] = [words[0], words.length > 1 ? words.at(-1) : undefined];
	return [first, last]
		.map((word) => /[\p{L}\p{N}]/u.exec(word ?? '')?.[0] ?? '')
		.join('')
		.toUpperCase();
}
