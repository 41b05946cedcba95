import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace, type Span } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import {
	defaultResource,
	detectResources,
	envDetector,
	resourceFromAttributes
} from '@opentelemetry/resources';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { observe, type Measure } from '@/server/measures';
import { tellingOfFailures } from './telling-of-failures';

/** Milliseconds that stopping waits for the collector. */
const STOP_MS = 2_000;

/** What may be known of a piece of work beside its time: what metrics count it under. */
const nameOf = (measure: Extract<Measure, { what: 'turn' | 'database' }>) =>
	measure.what === 'turn' ? `wait for ${measure.queue}` : `database ${measure.work}`;

/**
 * Sends a trace of each request to the collector, which the exporter knows from its own variables
 * (OTEL_EXPORTER_OTLP_…). A span says what the metrics say, with the id that the log has: no address
 * of a page, whose query may hold the token of a mail, and nobody's data.
 * @returns how to end that; what was not sent yet is sent first, if the collector takes it in time.
 */
export function startTraces(): () => Promise<void> {
	const exporter = tellingOfFailures(new OTLPTraceExporter());
	const named = resourceFromAttributes({ 'service.name': 'porchlight' });
	const provider = new TracerProvider({
		resource: defaultResource()
			.merge(named)
			.merge(detectResources({ detectors: [envDetector] })),
		spanProcessors: [new BatchSpanProcessor({ exporter })]
	});
	const tracer = provider.getTracer('porchlight');
	const requests = new AsyncLocalStorage<Span>();

	function tell(measure: Measure): void {
		const span = requests.getStore();
		if (!span) return;
		if (measure.what === 'request') return endRequest(span, measure);
		if (measure.what === 'event') {
			const { method, limit } = measure;
			span.addEvent(measure.event, { ...(method && { method }), ...(limit && { limit }) });
		} else if (measure.what === 'turn' || measure.what === 'database') {
			const startTime = Date.now() - measure.seconds * 1000;
			const parent = trace.setSpan(ROOT_CONTEXT, span);
			tracer.startSpan(nameOf(measure), { startTime }, parent).end();
		}
	}

	const forget = observe({
		tell,
		// A trace begins here: the header in which a client names its own decides nothing.
		within: (answer) =>
			requests.run(tracer.startSpan('request', { kind: SpanKind.SERVER }, ROOT_CONTEXT), answer)
	});
	return async function stop(): Promise<void> {
		forget();
		const sent = provider.shutdown().catch(() => undefined);
		await Promise.race([sent, sleep(STOP_MS, undefined, { ref: false })]);
	};
}

function endRequest(span: Span, measure: Extract<Measure, { what: 'request' }>): void {
	const { id, method, route, status } = measure;
	span.updateName(route === null ? method : `${method} ${route}`);
	span.setAttributes({
		'http.request.method': method,
		'http.response.status_code': status,
		...(route !== null && { 'http.route': route }),
		'porchlight.request.id': id
	});
	if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
	span.end();
}
