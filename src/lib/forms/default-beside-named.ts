/**
 * A page's default action together with named ones. Kit refuses that mix, because without JavaScript
 * a named action's URL stays in the address bar and a later default post would repeat it; here every
 * form states its action. Kit counts own keys, so that the named ones stand on the prototype.
 */
export function defaultBesideNamed<D, N extends Record<string, unknown>>(
	defaultAction: D,
	named: N
): { default: D } & N {
	const prototype: unknown = Object.assign(Object.create(null), named);
	return Object.assign(Object.create(prototype as object | null), { default: defaultAction });
}
