import { m } from '@/paraglide/messages';
import type { Locale } from '@/paraglide/runtime';

type Options = { locale?: Locale };

const names: Record<string, (inputs?: object, options?: Options) => string> = {
	password: m.method_password,
	'sign-up': m.method_sign_up,
	provider: m.method_provider,
	mail: m.method_mail,
	passkey: m.method_passkey,
	totp: m.method_totp,
	'recovery-code': m.method_recovery_code
};

/**
 * How somebody proved who they are; a method without a word of its own goes by its name.
 * @param options the language, where it is not the reader's of a page.
 */
export function methodName(method: string, options: Options = {}): string {
	return names[method]?.({}, options) ?? method;
}
