import { globSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
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
			await buildWriter();
		}
	};
}

/** Bundles server/index.ts with what it uses of src; packages stay in node_modules. */
const buildEntry = () => bundle('server/index.ts', out);

/** Puts the thread that writes to the database beside the file that starts it by its name. */
async function buildWriter() {
	const starts = /`\.\/thread\$\{extname\(import\.meta\.url\)\}`/;
	const [file, ...others] = globSync(`${out}/server/**/*.js`).filter((path) =>
		starts.test(readFileSync(path, 'utf8'))
	);
	if (!file || others.length > 0) throw new Error('build: exactly one file must start the writer.');
	await bundle('src/lib/server/db/writer/thread.ts', dirname(file));
}

/**
 * @param {string} file
 * @param {string} outDir
 */
async function bundle(file, outDir) {
	await build({
		configFile: false,
		logLevel: 'warn',
		build: {
			ssr: file,
			outDir,
			emptyOutDir: false,
			copyPublicDir: false,
			sourcemap: true,
			target: 'node24'
		}
	});
}
