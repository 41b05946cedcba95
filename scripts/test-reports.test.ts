import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { outOfOrder } from './lib/check-migrations.ts';
import { readTally, sum, tallyPlaywright, tallyVitest } from './lib/test-reports.ts';

const directory = mkdtempSync(join(tmpdir(), 'porchlight-reports-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const vitest = {
	numPassedTests: 3,
	numFailedTests: 1,
	numPendingTests: 1,
	numTodoTests: 1,
	testResults: [
		{ status: 'failed', assertionResults: [{ status: 'failed' }, { status: 'passed' }] },
		{ status: 'failed', assertionResults: [] },
		{ status: 'passed', assertionResults: [{ status: 'passed' }] }
	]
};

it('counts a test file that could not be loaded as a failure', () => {
	expect(tallyVitest(vitest)).toEqual({ passed: 3, failed: 2, skipped: 2 });
});

it('counts errors outside of tests and flaky tests as failures', () => {
	const stats = { expected: 5, unexpected: 1, flaky: 1, skipped: 2 };
	expect(tallyPlaywright({ stats, errors: [{}] })).toEqual({ passed: 5, failed: 3, skipped: 2 });
});

it('counts a runner that left no report, or failed without a failed test, as a failure', () => {
	const missing = join(directory, 'none.json');
	expect(readTally(missing, 0, tallyVitest)).toEqual({ passed: 0, failed: 1, skipped: 0 });

	const file = join(directory, 'vitest.json');
	writeFileSync(file, JSON.stringify({ ...vitest, numFailedTests: 0, testResults: [] }));
	expect(readTally(file, 1, tallyVitest).failed).toBe(1);
	expect(readTally(file, 0, tallyVitest).failed).toBe(0);
});

it('sums up', () => {
	const one = { passed: 1, failed: 2, skipped: 3 };
	expect(sum([one, one])).toEqual({ passed: 2, failed: 4, skipped: 6 });
});

it('finds a migration that databases would skip', () => {
	const migrations = [
		{ tag: '0000_a', when: 2 },
		{ tag: '0001_b', when: 1 },
		{ tag: '0002_c', when: 3 }
	];
	expect(outOfOrder(migrations)).toEqual(['0001_b']);
});
