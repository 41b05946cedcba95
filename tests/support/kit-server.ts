import { relative, resolve } from 'node:path';
import type { Server as KitServer, SSRManifest } from '@sveltejs/kit';

/** Kit's own source: the parts that its dev server is made of, none of them exported by name. */
const kit = resolve('node_modules/@sveltejs/kit/src');
const modules = import.meta.glob<Record<string, unknown>>('/src/routes/**/+*.{ts,svelte}', {
	exhaustive: true
});

/** As much as is used here of what Kit finds in `src/routes`. */
interface ManifestData {
	nodes: { component?: string; universal?: string; server?: string }[];
	routes: (Pick<SSRManifest['_']['routes'][number], 'id' | 'pattern' | 'params' | 'page'> & {
		endpoint: { file: string } | null;
	})[];
}

/** What Kit's route finder reads of the configuration; everything else has its default here. */
const config = {
	extensions: ['.svelte'],
	kit: {
		files: {
			assets: resolve('static'),
			hooks: { client: '', server: '', universal: '' },
			lib: resolve('src/lib'),
			params: resolve('src/params'),
			routes: resolve('src/routes')
		},
		moduleExtensions: ['.js', '.ts'],
		router: { type: 'pathname' }
	}
};

function load(file: string): Promise<Record<string, unknown>> {
	const own = modules[`/${relative('.', resolve(file))}`];
	// Kit's fallback for a layout that does not exist.
	return own ? own() : import(/* @vite-ignore */ resolve(file));
}

async function findRoutes(): Promise<ManifestData> {
	const finder = `${kit}/core/sync/create_manifest_data/index.js`;
	const { default: createManifestData } = await import(/* @vite-ignore */ finder);
	return createManifestData({ config });
}

function createManifest({ nodes, routes }: ManifestData) {
	return {
		appDir: '_app',
		appPath: '_app',
		assets: new Set<string>(),
		mimeTypes: {},
		_: {
			client: { start: '/start.js', app: '/app.js', imports: [], stylesheets: [], fonts: [] },
			server_assets: {},
			prerendered_routes: new Set<string>(),
			remotes: {},
			matchers: async () => ({}),
			nodes: nodes.map(({ component, universal, server }, index) => async () => ({
				index,
				universal_id: universal,
				server_id: server,
				imports: [],
				stylesheets: [],
				fonts: [],
				component: component && (async () => (await load(component)).default),
				universal: universal && (await load(universal)),
				server: server && (await load(server))
			})),
			routes: routes
				.filter(({ page, endpoint }) => page ?? endpoint)
				.map(({ endpoint, ...route }) => ({
					...route,
					endpoint: endpoint && (() => load(endpoint.file)),
					endpoint_id: endpoint?.file
				}))
		}
	};
}

/**
 * Kit's real `Server` on this project's routes and hooks, in the test's own process and on its own
 * modules, without a build: what a test imports (`db`, the mailbox) is what the requests work on.
 */
export async function createKitServer(): Promise<KitServer> {
	const runtime = `${kit}/runtime/server/index.js`;
	const { Server }: { Server: new (manifest: unknown) => KitServer } = await import(
		/* @vite-ignore */ runtime
	);
	const server = new Server(createManifest(await findRoutes()));
	await server.init({ env: {} });
	return server;
}
