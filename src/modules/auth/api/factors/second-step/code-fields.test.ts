import { describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { m } from '@/paraglide/messages';
import { zRecoveryCode, zTotpCode } from './code-fields';

const read = (field: z.ZodType, typed: unknown) => {
	const result = field.safeParse(typed);
	return result.success ? { code: result.data } : result.error.issues.map(({ message }) => message);
};

describe('the field of a code from an app', () => {
	test.each(['123456', ' 123 456 ', '123-456', '１２３４５６', '123\u00A0456', '\u200E123456\n'])(
		'takes %j',
		(typed) => expect(read(zTotpCode, typed)).toEqual({ code: '123456' })
	);

	test.each(['12345', '1234567', '-12345', '-123456', 'abcdef', '12345six', '9'.repeat(1000)])(
		'refuses %s in a sentence',
		(typed) => expect(read(zTotpCode, typed)).toEqual([m.totp_malformed()])
	);

	test.each(['ABCDE-FGHJK', 'abcde fghjk', '3. ABCDEFGHJK'])('knows the other kind: %s', (typed) =>
		expect(read(zTotpCode, typed)).toEqual([m.totp_is_recovery_code()])
	);

	test.each(['', '   ', undefined])('has to hold something: %j', (typed) =>
		expect(read(zTotpCode, typed)).toEqual([m.form_required()])
	);
});

describe('the field of a recovery code', () => {
	test.each([
		'ABCDE-FGHJK',
		'abcde–fghjk',
		' ABCDE FGHJK\n',
		'10. abcdefghjk',
		'3 ABCDE-FGHJK',
		'10 ABCDE-FGHJK',
		'ＡＢＣＤＥ-ＦＧＨＪＫ'
	])('takes %j as it was copied', (typed) =>
		expect(read(zRecoveryCode, typed)).toEqual({ code: 'ABCDEFGHJK' })
	);

	test('takes no digit of the code itself for a number of the list', () => {
		expect(read(zRecoveryCode, '23 CDE-FGHJK')).toEqual({ code: '23CDEFGHJK' });
		expect(read(zRecoveryCode, '2 23CDE-FGHJK')).toEqual({ code: '23CDEFGHJK' });
		expect(read(zRecoveryCode, '2ABCDE-FGHJK')).toEqual([m.recovery_code_malformed()]);
	});

	test('knows a code from an app, several at once, and what is neither', () => {
		expect(read(zRecoveryCode, '123 456')).toEqual([m.recovery_code_is_totp()]);
		const ten = Array.from({ length: 10 }, (_, index) => `${index + 1}. ABCDE-FGHJK`).join('\n');
		expect(read(zRecoveryCode, ten)).toEqual([m.recovery_code_several()]);
		expect(read(zRecoveryCode, 'ABCDE-FGHJ')).toEqual([m.recovery_code_malformed()]);
		expect(read(zRecoveryCode, 'ABCDE-FGHJ0')).toEqual([m.recovery_code_malformed()]);
		expect(read(zRecoveryCode, '')).toEqual([m.form_required()]);
	});
});
