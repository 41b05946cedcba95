import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

/** A page or endpoint of the build, and what it takes. */
export interface Surface {
	/** As in `/u/[username]`. */
	route: string;
	actions: string[];
	/** What its source names; a form may have its fields from a module. */
	fields: string[];
}

/** As much as is used here of the table that Kit makes of `src/routes`. */
export interface Manifest {
	_: {
		routes: { id: string; page: { leaf: number } | null }[];
		nodes: (() => Promise<{ server?: { actions?: object } }>)[];
	};
}

const find = (text: string, pattern: RegExp) =>
	[...text.matchAll(pattern)].map(([, name]) => name!);

/** The table of routes that the built server itself works by. Pages of it open the database of DATABASE_URL. */
export async function readManifest(): Promise<Manifest> {
	const folder = resolve('build/server/chunks');
	const [name, ...more] = readdirSync(folder).filter((name) => /^manifest.*\.js$/.test(name));
	if (!name || more.length > 0) throw new Error('The build has not one table of routes.');
	const module: object = await import(pathToFileURL(join(folder, name)).href);
	return Object.values(module)[0] as Manifest;
}

/** Every route of a build, with the names of its actions and fields. */
export function listSurfaces({ _: { routes, nodes } }: Manifest): Promise<Surface[]> {
	return Promise.all(
		routes.map(async ({ id, page }) => {
			const node = page && (await nodes[page.leaf]?.());
			const actions: string[] = [];
			// Beside a default one they are not its own: src/lib/forms/default-beside-named.ts.
			for (const name in node?.server?.actions) actions.push(name);
			return {
				route: id.replace(/\/\([^)]+\)/g, '') || '/',
				actions,
				fields: fieldsOfSource(join('src/routes', id))
			};
		})
	);
}

function fieldsOfSource(folder: string): string[] {
	const source = readdirSync(folder, { withFileTypes: true })
		.filter((entry) => entry.isFile() && /(?<!\.test)\.ts$/.test(entry.name))
		.map(({ name }) => readFileSync(join(folder, name), 'utf8'))
		.join('\n');
	const objects = find(source, /z\s*\.object\(\{([^}]*)\}/g);
	return [...new Set(objects.flatMap((text) => find(text, /(\w+)\s*[:,]/g)))];
}

/** The names of all fields in components and pages. */
export function listFields(): string[] {
	const names = readdirSync('src', { recursive: true, encoding: 'utf8' })
		.filter((name) => name.endsWith('.svelte'))
		.flatMap((name) => find(readFileSync(join('src', name), 'utf8'), /\bname="(\w+)"/g));
	return [...new Set(names)];
}

/** The path of a route with something in the place of each parameter, of whatever kind it is. */
export function fillRoute(route: string, take: () => string): string {
	return route.replace(/\[\[?[^[\]]+\]\]?/g, take);
}
