import { get } from 'node:http';
import type { BenchResult } from './result.ts';
import { startBenchServer } from './server.ts';

const pages = ['/', '/sign-in', '/sign-up', '/settings/profile', '/settings/activity'];

/**
 * What a browser with an empty cache fetches for a page, in gzip: its JavaScript over the largest
 * file of it, which is the framework. Counted are the files that the page names in its `Link` header.
 */
export async function benchWeight(): Promise<BenchResult[]> {
	const server = await startBenchServer();
	try {
		return await Promise.all(
			pages.map(async (path) => {
				const cookie = path.startsWith('/settings') ? server.cookie : '';
				const page = await load(`${server.origin}${path}`, { cookie });
				const files = await Promise.all(
					Array.from(page.link.matchAll(/<([^>]+\.(js|css))>/g), async ([, file = '', type]) => ({
						type,
						size: (await load(new URL(file, `${server.origin}${path}`).href)).size
					}))
				);
				const sizes = (wanted: string) =>
					files.filter(({ type }) => type === wanted).map(({ size }) => size);
				const scripts = sizes('js');
				const framework = Math.max(...scripts);
				return {
					name: `JavaScript of ${path} / of the framework`,
					ratio: sum(scripts) / framework,
					detail:
						`${kilobytes(sum(scripts))} of ${kilobytes(framework)} in ${scripts.length} files, ` +
						`CSS ${kilobytes(sum(sizes('css')))}, HTML ${kilobytes(page.size)}`
				};
			})
		);
	} finally {
		await server.stop();
	}
}

const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
const kilobytes = (bytes: number) => `${(bytes / 1000).toFixed(1)} kB`;

/** Bytes on the wire, which `fetch` would have unpacked, without the headers. */
function load(url: string, headers: Record<string, string> = {}) {
	return new Promise<{ size: number; link: string }>((resolve, reject) => {
		get(url, { headers: { ...headers, 'accept-encoding': 'gzip' } }, (response) => {
			if (response.statusCode !== 200) reject(new Error(`${url}: ${response.statusCode}`));
			let size = 0;
			response.on('data', (part: Buffer) => (size += part.length));
			response.once('end', () => resolve({ size, link: String(response.headers.link ?? '') }));
		}).once('error', reject);
	});
}
