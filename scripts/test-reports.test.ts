import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { readTally, sum, tallyPlaywright, tallyVitest } from './lib/test-reports.ts';

const directory = mkdtempSync(join(tmpdir(), 'porchlight-reports-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const vitest = {
	numPassedTests: 3,
	numFailedTests: 1,
	numPendingTests: 1,
	numTodoTests: 1,
	testResults: [
		{
			name: resolve('src/a.test.ts'),
			status: 'failed',
			message: '',
			assertionResults: [
				{ fullName: 'adds', status: 'failed', failureMessages: ['expected 2\n    at a.ts:1'] },
				{ fullName: 'subtracts', status: 'passed', failureMessages: [] }
			]
		},
		{ name: resolve('b.test.ts'), status: 'failed', message: 'no such file', assertionResults: [] },
		{
			name: resolve('c.test.ts'),
			status: 'passed',
			message: '',
			assertionResults: [{ fullName: 'divides', status: 'passed', failureMessages: [] }]
		}
	]
};

it('counts a test file that could not be loaded as a failure, and names what failed', () => {
	expect(tallyVitest(vitest)).toEqual({
		passed: 3,
		failed: 2,
		skipped: 2,
		failures: [
			'src/a.test.ts: adds\n    expected 2\n        at a.ts:1',
			'b.test.ts\n    no such file'
		]
	});
});

it('counts errors outside of tests and flaky tests as failures, and names them', () => {
	const stats = { expected: 5, unexpected: 1, flaky: 1, skipped: 2 };
	const failed = { projectName: 'p', status: 'unexpected', results: [{ error: { message: 'm' } }] };
	const flaky = { projectName: 'p', status: 'flaky', results: [{ error: {} }, {}] };
	const passed = { projectName: 'p', status: 'expected', results: [{}] };
	const inner = { file: 'f.ts', specs: [{ title: 'inner', tests: [flaky, passed] }] };
	const suites = [{ file: 'f.ts', specs: [{ title: 'outer', tests: [failed] }], suites: [inner] }];
	expect(tallyPlaywright({ stats, errors: [{ message: 'no browser' }], suites })).toEqual({
		passed: 5,
		failed: 3,
		skipped: 2,
		failures: [
			'tests/e2e/f.ts: outer [p]\n    m',
			'tests/e2e/f.ts: inner [p]',
			'Outside of the journeys\n    no browser'
		]
	});
});

it('counts a runner that left no report, or failed without a failed test, as a failure', () => {
	const missing = join(directory, 'none.json');
	expect(readTally(missing, 0, tallyVitest)).toMatchObject({ passed: 0, failed: 1, skipped: 0 });
	expect(readTally(missing, 0, tallyVitest).failures).toHaveLength(1);

	const file = join(directory, 'vitest.json');
	writeFileSync(file, JSON.stringify({ ...vitest, numFailedTests: 0, testResults: [] }));
	expect(readTally(file, 1, tallyVitest).failed).toBe(1);
	expect(readTally(file, 1, tallyVitest).failures).toHaveLength(1);
	expect(readTally(file, 0, tallyVitest)).toMatchObject({ failed: 0, failures: [] });
});

it('sums up', () => {
	const one = { passed: 1, failed: 1, skipped: 3, failures: ['a'] };
	expect(sum([one, one])).toEqual({ passed: 2, failed: 2, skipped: 6, failures: ['a', 'a'] });
});
