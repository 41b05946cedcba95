import { collectDefaultMetrics, Counter, Histogram, Registry } from 'prom-client';
import type { Figure } from '@/feature/feature';
import type { Measure, Observer } from '@/server/measures';
import { showBrakes } from './show-brakes';
import { showFigures } from './show-figures';
import { showLoad } from './show-load';

/** Seconds. Each is a series for each label: few, and where something can be done about it. */
const answerBuckets = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];
const waitBuckets = [0.001, 0.005, 0.025, 0.1, 0.5, 1, 2.5, 5];

/** Clients choose the method: others than these share a name. */
const methods = new Set(['GET', 'HEAD', 'POST']);

/** How a sign-in went, by the event that tells of it. */
const signInOutcomes = new Map([
	['sign-in-succeeded', 'succeeded'],
	['sign-in-failed', 'failed'],
	['sign-in-closed', 'closed'],
	['sign-in-suspended', 'suspended'],
	['second-step-asked', 'second-step-asked'],
	['second-step-failed', 'second-step-failed']
]);

/**
 * The figures of this process, all at zero, and the observer that counts. Every label has few values,
 * which follow from the code and the configuration: routes, methods, limits, queues.
 * @param figures what features show besides.
 */
export function createMetrics(figures: readonly Figure[] = []) {
	const registry = new Registry();
	const registers = [registry];
	collectDefaultMetrics({ register: registry });
	const counter = <T extends string>(name: string, help: string, labelNames: T[]) =>
		new Counter({ name, help, labelNames, registers });
	const seconds = <T extends string>(name: string, help: string, label: T, buckets: number[]) =>
		new Histogram({ name, help, labelNames: [label], buckets, registers });

	const requests = counter('porchlight_requests_total', 'Requests, by route and answer.', [
		...(['route', 'method', 'status'] as const)
	]);
	const answers = seconds(
		'porchlight_request_seconds',
		'Time until the answer begins to go out.',
		'route',
		answerBuckets
	);
	const signIns = counter('porchlight_sign_ins_total', 'Sign-ins, by method and outcome.', [
		...(['method', 'outcome'] as const)
	]);
	const events = counter('porchlight_security_events_total', 'Events, as the log names them.', [
		'event'
	]);
	const refusals = counter('porchlight_limit_refusals_total', 'Requests past a limit.', ['limit']);
	const turns = seconds(
		'porchlight_queue_wait_seconds',
		'Time until heavy work had its turn.',
		'queue',
		waitBuckets
	);
	const full = counter('porchlight_queue_refusals_total', 'Work refused, for a full queue.', [
		'queue'
	]);
	const database = seconds(
		'porchlight_database_seconds',
		'Time that database work waited for and took.',
		'work',
		waitBuckets
	);
	const mails = counter('porchlight_mails_total', 'Mails, by what became of a try.', ['outcome']);

	const proofs = counter('porchlight_proofs_total', 'Forms for which a proof was due.', [
		'outcome'
	]);

	const setMailQueue = showLoad(registers);
	const setBrakes = showBrakes(registers);
	const setFigures = showFigures(registers, figures);

	function tell(measure: Measure): void {
		switch (measure.what) {
			case 'request': {
				const route = measure.route ?? 'none';
				const method = methods.has(measure.method) ? measure.method : 'other';
				requests.inc({ route, method, status: String(measure.status) });
				return answers.observe({ route }, measure.seconds);
			}
			case 'event': {
				const { event, method = 'unknown', limit } = measure;
				events.inc({ event });
				if (limit) refusals.inc({ limit });
				const outcome = signInOutcomes.get(event);
				if (outcome) signIns.inc({ method, outcome });
				return;
			}
			case 'turn':
				return turns.observe({ queue: measure.queue }, measure.seconds);
			case 'turn-refused':
				return full.inc({ queue: measure.queue });
			case 'database':
				return database.observe({ work: measure.work }, measure.seconds);
			case 'proof':
				return proofs.inc({ outcome: measure.outcome });
			case 'mail':
				return mails.inc({ outcome: measure.outcome });
		}
	}

	const observer = { tell } satisfies Observer;
	return { registry, observer, setMailQueue, setBrakes, setFigures };
}
