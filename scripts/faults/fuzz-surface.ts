import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A page or endpoint of the build, and what its source says that it takes. */
export interface Surface {
	/** As in `/u/[username]`. */
	route: string;
	actions: string[];
	fields: string[];
}

const find = (text: string, pattern: RegExp) =>
	[...text.matchAll(pattern)].map(([, name]) => name!);

/** Every route of the build, with the names of its actions and of the fields of the site. */
export function listSurfaces(): Surface[] {
	const common = fieldsOfSite();
	return routesOfBuild().map((id) => {
		const folder = join('src/routes', id);
		const source = readdirSync(folder, { withFileTypes: true })
			.filter((entry) => entry.isFile() && /(?<!\.test)\.ts$/.test(entry.name))
			.map(({ name }) => readFileSync(join(folder, name), 'utf8'))
			.join('\n');
		const own = find(source, /z\s*\.object\(\{([^}]*)\}/g).flatMap((text) =>
			find(text, /(\w+)\s*[:,]/g)
		);
		return {
			route: id.replace(/\/\([a-z]+\)/g, '') || '/',
			actions: find(source, /^\t(\w+): (?:formAction\(|\(?event|async)/gm),
			fields: own.length > 0 ? own : common
		};
	});
}

function routesOfBuild(): string[] {
	const folder = 'build/server/chunks';
	const ids = readdirSync(folder)
		.filter((name) => /^manifest.*\.js$/.test(name))
		.flatMap((name) => find(readFileSync(join(folder, name), 'utf8'), /\bid: "(\/[^"]*)"/g));
	if (ids.length === 0) throw new Error('The build names no routes.');
	return [...new Set(ids)];
}

/** The names of all fields in components and pages. */
function fieldsOfSite(): string[] {
	const names = readdirSync('src', { recursive: true, encoding: 'utf8' })
		.filter((name) => name.endsWith('.svelte'))
		.flatMap((name) => find(readFileSync(join('src', name), 'utf8'), /\bname="(\w+)"/g));
	return [...new Set(names)];
}
