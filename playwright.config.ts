import { defineConfig, devices } from '@playwright/test';
import type { WorkerOptions } from './tests/e2e/support/fixtures.ts';

/**
 * Playwright's own list (version 1.65), which another one takes the place of, and two features that open
 * pages of the browser's own behind each window: a second of processor time for each journey, so half of
 * one.
 */
const disabledFeatures = [
	...['AvoidUnnecessaryBeforeUnloadCheckSync', 'DestroyProfileOnBrowserClose'],
	...['HttpsUpgrades', 'HttpsFirstBalancedModeAutoEnable', 'LensOverlay', 'MediaRouter'],
	...['PaintHolding', 'ThirdPartyStoragePartitioning', 'AvoidCorsURLLoaderRestartOnRedirect'],
	...['OptimizationHints', 'NetworkTimeServiceQuerying', 'AimEnabled', 'PreconnectToSearch'],
	...['WebUIOmniboxPopup', 'WebUIOmniboxAimPopup']
];

/** Needed as root and in containers; the rest keeps the browser from talking to anyone else. */
const chromiumArguments = [
	'--no-sandbox',
	'--disable-gpu',
	'--disable-quic',
	'--no-first-run',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync',
	`--disable-features=${disabledFeatures.join(',')}`
];
const report = process.env.PLAYWRIGHT_JSON_REPORT;

export default defineConfig<object, WorkerOptions>({
	testDir: 'tests/e2e',
	testMatch: '**/*.e2e.ts',
	outputDir: 'test-results',
	fullyParallel: true,
	workers: 2,
	forbidOnly: Boolean(process.env.CI),
	// For machines that are busy with other things; what measures time says so itself.
	timeout: 90_000,
	expect: { timeout: 15_000 },
	projects: [
		{ name: 'with JavaScript', testIgnore: ['**/resilience/**'] },
		{
			name: 'without JavaScript',
			testIgnore: ['**/resilience/**'],
			grep: /@both-ways/,
			use: { javaScriptEnabled: false }
		},
		{
			name: 'on a server',
			testIgnore: ['**/resilience/**'],
			grep: /@on-server/,
			use: { javaScriptEnabled: false, onServer: true }
		},
		{ name: 'resilience', testMatch: 'resilience/**/*.e2e.ts', testIgnore: '**/timing.e2e.ts' },
		// Measures: alone, when everything else is done.
		{
			name: 'timing',
			testMatch: 'resilience/timing.e2e.ts',
			fullyParallel: false,
			workers: 1,
			dependencies: ['with JavaScript', 'without JavaScript', 'on a server', 'resilience']
		}
	],
	reporter: report ? [['list'], ['json', { outputFile: report }]] : [['list']],
	use: {
		...devices['Desktop Chrome'],
		locale: 'en-GB',
		timezoneId: 'Europe/Berlin',
		// Continuous integration keeps none, and recording them costs a twelfth of the journeys' time.
		trace: process.env.CI ? 'off' : 'retain-on-failure',
		launchOptions: {
			// Unset: Playwright's own download.
			executablePath: process.env.CHROMIUM_PATH || undefined,
			args: chromiumArguments
		}
	}
});
