import { m } from '@/paraglide/messages';

const names: Record<string, () => string> = {
	password: m.method_password,
	'sign-up': m.method_sign_up,
	provider: m.method_provider,
	mail: m.method_mail,
	passkey: m.method_passkey
};

/** How somebody proved who they are; a method without a word of its own goes by its name. */
export function methodName(method: string): string {
	return names[method]?.() ?? method;
}
