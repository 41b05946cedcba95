import { env } from '@/server/env';
import type { Feature } from '@/feature/feature';

/**
 * Starts what tells the operator of the server's work, each part only where it is asked for: without
 * its variable nothing of it is even loaded. It ends when the server shuts down.
 * @throws StartupError where the port of the metrics cannot be had.
 */
export async function startWatching(features: readonly Feature[]): Promise<void> {
	const { METRICS_PORT: port, METRICS_HOST: host, OTEL_EXPORTER_OTLP_ENDPOINT } = env();
	if (port) {
		const { startMetrics } = await import('./metrics/start-metrics');
		const stop = await startMetrics({
			port,
			host,
			figures: features.flatMap(({ figures = [] }) => figures)
		});
		process.once('sveltekit:shutdown', stop);
	}
	if (OTEL_EXPORTER_OTLP_ENDPOINT) {
		const { startTraces } = await import('./traces/start-traces');
		process.once('sveltekit:shutdown', startTraces());
	}
}
