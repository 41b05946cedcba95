import { defineConfig, devices } from '@playwright/test';

/** Needed as root and in containers; the rest keeps the browser from talking to anyone else. */
const chromiumArguments = [
	'--no-sandbox',
	'--disable-gpu',
	'--disable-quic',
	'--no-first-run',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync'
];
const report = process.env.PLAYWRIGHT_JSON_REPORT;

export default defineConfig({
	testDir: 'tests/e2e',
	testMatch: '**/*.e2e.ts',
	globalSetup: './tests/support/global-setup.ts',
	outputDir: 'test-results',
	fullyParallel: true,
	workers: 2,
	forbidOnly: Boolean(process.env.CI),
	timeout: 60_000,
	expect: { timeout: 10_000 },
	reporter: report ? [['list'], ['json', { outputFile: report }]] : [['list']],
	use: {
		...devices['Desktop Chrome'],
		baseURL: process.env.ORIGIN ?? 'http://localhost:3000',
		locale: 'en-GB',
		timezoneId: 'Europe/Berlin',
		trace: 'retain-on-failure',
		launchOptions: {
			// Unset: Playwright's own download.
			executablePath: process.env.CHROMIUM_PATH || undefined,
			args: chromiumArguments
		}
	}
});
