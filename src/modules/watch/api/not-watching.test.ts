import { expect, it, vi } from 'vitest';
import { openBrowser } from '$tests/app';
import { startWatching } from './start-watching';

const loaded = vi.hoisted(() => new Set<string>());
vi.mock('prom-client', () => loaded.add('prom-client'));
vi.mock('@opentelemetry/sdk-trace', () => loaded.add('@opentelemetry/sdk-trace'));

it('nothing of it is loaded where nobody asks for it', async () => {
	await startWatching([]);
	expect((await openBrowser().get('/sign-in')).status).toBe(200);
	expect(loaded).toEqual(new Set());
});
