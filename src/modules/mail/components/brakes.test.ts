import { expect, test } from 'vitest';
import { m } from '@/paraglide/messages';

test.each([
	['en', '0 of 1 mail in', '1 of 8 mails in', '1 sign-up or forgotten password in'],
	['de', '0 von 1 E-Mail in', '1 von 8 E-Mails in', '1 Registrierung oder vergessenes Passwort in'],
	['es', '0 de 1 correo en', '1 de 8 correos en', '1 registro o contraseña olvidada en'],
	['fr', '0 e-mail sur 1 au', '1 e-mail sur 8 au', '1 inscription ou mot de passe oublié en'],
	['ja', '1通のうち0通', '8通のうち1通', '：1件']
] as const)('one mail and one sign-up are said as one (%s)', (locale, none, one, sole) => {
	for (const figure of [m.brakes_hour, m.brakes_day]) {
		expect(figure({ used: 0, max: 1 }, { locale })).toContain(none);
		expect(figure({ used: 1, max: 8 }, { locale })).toContain(one);
	}
	expect(m.brakes_proof_auto({ asked: 1, unusual: 30 }, { locale })).toContain(sole);
});

test('more are said as many', () => {
	const locale = 'fr';
	expect(m.brakes_hour({ used: 2, max: 8 }, { locale })).toContain('2 e-mails sur 8 au');
	const words = m.brakes_proof_auto({ asked: 2, unusual: 30 }, { locale });
	expect(words).toContain('2 inscriptions et mots de passe oubliés en');
});
