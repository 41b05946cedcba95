import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

export interface Tally {
	passed: number;
	failed: number;
	skipped: number;
	/** What failed and its first words, for the end of a run whose beginning nobody may see. */
	failures: string[];
}

interface VitestReport {
	numPassedTests: number;
	numFailedTests: number;
	numPendingTests: number;
	numTodoTests: number;
	testResults: {
		name: string;
		status: string;
		message: string;
		assertionResults: { fullName: string; status: string; failureMessages: string[] }[];
	}[];
}

interface PlaywrightSuite {
	file: string;
	specs: {
		title: string;
		tests: {
			projectName: string;
			status: string;
			results: { error?: { message?: string } }[];
		}[];
	}[];
	suites?: PlaywrightSuite[];
}

interface PlaywrightReport {
	stats: { expected: number; unexpected: number; flaky: number; skipped: number };
	errors: { message?: string }[];
	suites: PlaywrightSuite[];
}

/** A failure in a few lines: where, and how its error begins. */
function describe(where: string, error = ''): string {
	const lines = stripVTControlCharacters(error).split('\n').slice(0, 12);
	return [where, ...lines.map((line) => `    ${line}`)].join('\n').trimEnd();
}

/** Vitest's tests; a file that fails without a failed test, by its imports say, counts as one. */
export function tallyVitest(report: VitestReport): Tally {
	const broken = report.testResults.filter(
		({ status, assertionResults }) =>
			status === 'failed' && !assertionResults.some((test) => test.status === 'failed')
	);
	const failures = report.testResults.flatMap(({ name, assertionResults }) =>
		assertionResults
			.filter((test) => test.status === 'failed')
			.map((test) => describe(`${relative('.', name)}: ${test.fullName}`, test.failureMessages[0]))
	);
	return {
		passed: report.numPassedTests,
		failed: report.numFailedTests + broken.length,
		skipped: report.numPendingTests + report.numTodoTests,
		failures: [
			...failures,
			...broken.map((file) => describe(relative('.', file.name), file.message))
		]
	};
}

/** Playwright's tests; errors outside of tests, in the global setup say, count as failed ones. */
export function tallyPlaywright({ stats, errors, suites }: PlaywrightReport): Tally {
	return {
		passed: stats.expected,
		failed: stats.unexpected + stats.flaky + errors.length,
		skipped: stats.skipped,
		failures: [
			...suites.flatMap(failedJourneys),
			...errors.map((error) => describe('Outside of the journeys', error.message))
		]
	};
}

function failedJourneys({ file, specs, suites = [] }: PlaywrightSuite): string[] {
	const own = specs.flatMap(({ title, tests }) =>
		tests
			.filter((test) => test.status === 'unexpected' || test.status === 'flaky')
			.map(({ projectName, results }) =>
				describe(
					`tests/e2e/${file}: ${title} [${projectName}]`,
					results.find((result) => result.error)?.error?.message
				)
			)
	);
	return [...own, ...suites.flatMap(failedJourneys)];
}

/** Reads a report. A runner that left none, or failed without saying why, has one failure. */
export function readTally<T>(file: string, code: number, tally: (report: T) => Tally): Tally {
	let result: Tally;
	try {
		result = tally(JSON.parse(readFileSync(file, 'utf8')));
	} catch {
		return { passed: 0, failed: 1, skipped: 0, failures: [`${file}: there is no report`] };
	}
	if (code === 0 || result.failed > 0) return result;
	const failures = [`${file}: the runner failed outside of its tests, see its output`];
	return { ...result, failed: 1, failures };
}

/** The sum of several tallies. */
export function sum(tallies: Tally[]): Tally {
	const add = (key: 'passed' | 'failed' | 'skipped') =>
		tallies.reduce((total, tally) => total + tally[key], 0);
	return {
		passed: add('passed'),
		failed: add('failed'),
		skipped: add('skipped'),
		failures: tallies.flatMap((tally) => tally.failures)
	};
}
