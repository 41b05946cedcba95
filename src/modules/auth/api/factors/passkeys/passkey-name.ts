import { browserName } from '@/browser-name';
import { text } from '@/forms/fields';
import { m } from '@/paraglide/messages';
import { describeUserAgent } from '@/server/describe-user-agent';
import { providerNames } from '../webauthn/provider-names';

/** What a passkey may be called, in characters. */
const NAME_MAX = 50;

/** The field of the name, at adding and renaming. Empty (`null`) means the proposed one. */
export const passkeyName = text({
	max: NAME_MAX,
	invalid: () => m.profile_display_name_invalid()
});

/**
 * What a passkey goes by unless its owner says otherwise: who keeps it, else the browser and system
 * that it was made with, in the language of the request.
 */
export function proposePasskeyName({
	aaguid,
	userAgent
}: {
	aaguid: string;
	userAgent: string;
}): string {
	const provider = providerNames.get(aaguid);
	if (provider) return provider;
	const names = describeUserAgent(userAgent);
	if (names.browser ?? names.system) return browserName(names);
	const [first = '', ...rest] = m.method_passkey();
	return first.toUpperCase() + rest.join('');
}
