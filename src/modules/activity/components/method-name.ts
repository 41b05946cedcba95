import { m } from '@/paraglide/messages';
import type { Locale } from '@/paraglide/runtime';

type Options = {
	/** Where it is not the reader's of a page. */
	locale?: Locale;
	/** What the passkey is called by which it was done. */
	passkey?: string | null;
	/** The name of a method that has no word of its own, such as a provider. */
	nameOf?: (method: string) => string | undefined;
};

type In = { locale?: Locale };

const ofPasskey: (inputs: { name: string }, options?: In) => string = m.passkey_named;

const names: Record<string, (inputs?: object, options?: In) => string> = {
	password: m.method_password,
	'sign-up': m.method_sign_up,
	invitation: m.method_invitation,
	provider: m.method_provider,
	mail: m.method_mail,
	passkey: m.method_passkey,
	totp: m.method_totp,
	'recovery-code': m.method_recovery_code,
	'delayed-recovery': m.method_delayed_recovery
};

/**
 * How somebody proved who they are, with the second step behind a "+"; a method without a word of its
 * own goes by its name.
 */
export function methodName(method: string, { passkey, nameOf, ...locale }: Options = {}): string {
	const word = (one: string) => {
		if (one === 'passkey' && passkey) return ofPasskey({ name: passkey }, locale);
		return nameOf?.(one) ?? names[one]?.({}, locale) ?? one;
	};
	return method.split('+').map(word).join(' + ');
}
