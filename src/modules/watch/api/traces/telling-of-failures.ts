import type { SpanExporter } from '@opentelemetry/sdk-trace';
import { log } from '@/server/log';

/** `ExportResultCode.SUCCESS`, whose package is no dependency of ours. */
const SUCCESS = 0;

/** An exporter that tells the log when the collector takes nothing any more, once until it does again. */
export function tellingOfFailures(exporter: SpanExporter): SpanExporter {
	let isFailing = false;
	return {
		export: (spans, done) =>
			exporter.export(spans, (result) => {
				const failed = result.code !== SUCCESS;
				if (failed && !isFailing) log.warn({ err: result.error }, 'traces not sent');
				isFailing = failed;
				done(result);
			}),
		shutdown: () => exporter.shutdown(),
		forceFlush: async () => exporter.forceFlush?.()
	};
}
