import { readFileSync } from 'node:fs';

export interface Tally {
	passed: number;
	failed: number;
	skipped: number;
}

interface VitestReport {
	numPassedTests: number;
	numFailedTests: number;
	numPendingTests: number;
	numTodoTests: number;
	testResults: { status: string; assertionResults: { status: string }[] }[];
}

interface PlaywrightReport {
	stats: { expected: number; unexpected: number; flaky: number; skipped: number };
	errors: unknown[];
}

/** Vitest's tests; a file that fails without a failed test, by its imports say, counts as one. */
export function tallyVitest(report: VitestReport): Tally {
	const broken = report.testResults.filter(
		({ status, assertionResults }) =>
			status === 'failed' && !assertionResults.some((test) => test.status === 'failed')
	);
	return {
		passed: report.numPassedTests,
		failed: report.numFailedTests + broken.length,
		skipped: report.numPendingTests + report.numTodoTests
	};
}

/** Playwright's tests; errors outside of tests, in the global setup say, count as failed ones. */
export function tallyPlaywright({ stats, errors }: PlaywrightReport): Tally {
	return {
		passed: stats.expected,
		failed: stats.unexpected + stats.flaky + errors.length,
		skipped: stats.skipped
	};
}

/** Reads a report. A runner that left none, or failed without saying why, has one failure. */
export function readTally<T>(file: string, code: number, tally: (report: T) => Tally): Tally {
	let result: Tally;
	try {
		result = tally(JSON.parse(readFileSync(file, 'utf8')));
	} catch {
		return { passed: 0, failed: 1, skipped: 0 };
	}
	return code !== 0 && result.failed === 0 ? { ...result, failed: 1 } : result;
}

/** The sum of several tallies. */
export function sum(tallies: Tally[]): Tally {
	const add = (key: keyof Tally) => tallies.reduce((total, tally) => total + tally[key], 0);
	return { passed: add('passed'), failed: add('failed'), skipped: add('skipped') };
}
