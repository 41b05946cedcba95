import { expect, it } from 'vitest';
import { describeUserAgent } from './describe-user-agent';

const webkit = 'AppleWebKit/537.36 (KHTML, like Gecko)';

it.each([
	[
		`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${webkit} Chrome/142.0.0.0 Safari/537.36`,
		'Chrome',
		'Windows'
	],
	['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 'Firefox', 'Linux'],
	[
		`Mozilla/5.0 (Windows NT 10.0) ${webkit} Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0`,
		'Microsoft Edge',
		'Windows'
	],
	[
		'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1',
		'Safari',
		'iOS'
	],
	[
		`Mozilla/5.0 (Linux; Android 15) ${webkit} Chrome/142.0.0.0 Mobile Safari/537.36`,
		'Chrome',
		'Android'
	]
])('names %s', (userAgent, browser, system) => {
	expect(describeUserAgent(userAgent)).toEqual({ browser, system });
});

it('makes nothing up', () => {
	expect(describeUserAgent('')).toEqual({ browser: null, system: null });
	expect(describeUserAgent(`<script>/${'x'.repeat(400)}`)).toEqual({ browser: null, system: null });
});

it.each([
	'Locked! Call 555-0100/1 now',
	'See www.evil.example/1 x',
	'visit evil.example/2.0 (a) b'
])('repeats nobody: %s', (userAgent) => {
	expect(describeUserAgent(userAgent)).toEqual({ browser: null, system: null });
});
