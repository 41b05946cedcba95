import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import adapterNode from '@sveltejs/adapter-node';
import { build } from 'vite';
import { writeLanguages } from './client-languages.js';

const out = 'build';

/**
 * adapter-node with our own entry in front: `build/index.js` validates the environment and puts
 * headers on every response, then imports `build/server.js`, which is the adapter's own entry.
 * The browser's files are written once a language before the adapter compresses them.
 *
 * @returns {import('@sveltejs/kit').Adapter}
 */
export default function adapter() {
	const node = adapterNode({ out });
	return {
		...node,
		name: 'porchlight',
		async adapt(builder) {
			const { locales } = JSON.parse(readFileSync('project.inlang/settings.json', 'utf8'));
			writeLanguages(`${builder.getClientDirectory()}/${builder.getAppPath()}/immutable`, locales);
			await node.adapt(builder);
			renameSync(`${out}/index.js.map`, `${out}/server.js.map`);
			const code = readFileSync(`${out}/index.js`, 'utf8');
			writeFileSync(`${out}/server.js`, code.replace('=index.js.map', '=server.js.map'));
			await buildEntry();
		}
	};
}

/** Bundles server/index.ts with what it uses of src; packages stay in node_modules. */
async function buildEntry() {
	await build({
		configFile: false,
		logLevel: 'warn',
		build: {
			ssr: 'server/index.ts',
			outDir: out,
			emptyOutDir: false,
			copyPublicDir: false,
			sourcemap: true,
			target: 'node24'
		}
	});
}
