import { levels, pino, stdTimeFunctions, type Logger } from 'pino';
import { redact, redactText } from './log-redact.ts';

type Level = 'debug' | 'info' | 'warn' | 'error' | 'fatal';
interface Write {
	(message: string): void;
	/** `{ err }` is written with its causes. Of people, only ids belong here. */
	(fields: object, message?: string): void;
}

let logger: Logger | undefined;
let toStandardError = false;

/** For a program whose standard output is its answer; to be called before the first line. */
export function logToStandardError(): void {
	toStandardError = true;
}

/** Made at the first line, so that it follows LOG_LEVEL however early or late that is set. */
function start(): Logger {
	const wanted = process.env.LOG_LEVEL || 'info';
	const options = {
		level: wanted === 'silent' || wanted in levels.values ? wanted : 'info',
		base: null,
		timestamp: stdTimeFunctions.isoTime,
		formatters: { level: (label: string) => ({ level: label }) }
	};
	return toStandardError ? pino(options, pino.destination(2)) : pino(options);
}

const writer =
	(level: Level): Write =>
	(first: object | string, message?: string) => {
		logger ??= start();
		if (!logger.isLevelEnabled(level)) return;
		if (typeof first === 'string') logger[level](redactText(first));
		else {
			const fields = first instanceof Error ? { err: first } : first;
			logger[level](redact(fields), message === undefined ? undefined : redactText(message));
		}
	};

/** The log: one JSON line an event on standard output (see above), without secrets or addresses. */
export const log: Record<Level, Write> = {
	debug: writer('debug'),
	info: writer('info'),
	warn: writer('warn'),
	error: writer('error'),
	fatal: writer('fatal')
};
