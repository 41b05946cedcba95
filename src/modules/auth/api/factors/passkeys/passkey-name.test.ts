import { expect, test } from 'vitest';
import Bowser from 'bowser';
import { browserName } from '@/browser-name';
import { m } from '@/paraglide/messages';
import { locales } from '@/paraglide/runtime';
import { providerNames } from '../webauthn/provider-names';
import { passkeyName, proposePasskeyName } from './passkey-name';

test('a name is taken trimmed, of up to fifty characters, however they are written', () => {
	expect(passkeyName.parse('  Work laptop \n')).toBe('Work laptop');
	expect(passkeyName.parse('🪔'.repeat(50))).toBe('🪔'.repeat(50));
	expect(passkeyName.parse('e\u0301'.repeat(50))).toBe('é'.repeat(50));
	expect(passkeyName.safeParse('🪔'.repeat(51)).error?.issues[0]?.message).toMatch(/50/);
});

test('an empty one means the proposed one', () => {
	for (const typed of ['', '   ', '\t\n']) expect(passkeyName.parse(typed)).toBeNull();
});

test('control and bidi characters, and what nobody can see, are refused in a sentence', () => {
	for (const typed of ['a\0b', 'a\nb', 'a\u202eb', 'a\u2066b', '\ud800', '\u200d', '\u2800']) {
		expect(passkeyName.safeParse(typed).error?.issues[0]?.message).toMatch(/can't be seen/);
	}
});

test('every name that is proposed can be kept, in every language', () => {
	const takesItself = (name: string) => expect(passkeyName.parse(name)).toBe(name);
	for (const name of providerNames.values()) takesItself(name);
	const [browsers, systems] = [Bowser.BROWSER_MAP, Bowser.OS_MAP].map((map) => Object.values(map));
	for (const locale of locales) {
		takesItself(m.method_passkey({}, { locale }));
		for (const browser of [...browsers!, null]) {
			for (const system of [...systems!, null]) {
				if (browser ?? system) takesItself(browserName({ browser, system }, { locale }));
			}
		}
	}
});

test('each AAGUID is written as it is compared', () => {
	for (const aaguid of providerNames.keys()) {
		expect(aaguid).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
	}
});

test('a browser that says nothing known is proposed as a passkey, never its own words', () => {
	const aaguid = '00000000-0000-0000-0000-000000000000';
	for (const userAgent of ['', 'Evil\u202e/1.0', '<script>']) {
		expect(proposePasskeyName({ aaguid, userAgent })).toBe('Passkey');
	}
});
