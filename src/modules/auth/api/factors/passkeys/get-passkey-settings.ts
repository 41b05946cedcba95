import type { CreationOptions } from '../webauthn/passkey-options';
import { getCreationOptions, whereThereIsRoom } from './get-creation-options';
import { isForThisSite, listPasskeys, PASSKEYS_MAX, type ListedPasskey } from './passkey-store';
import { signalsOf, type PasskeySignals } from './signals-of';

export type ShownPasskey = Omit<ListedPasskey, 'credentialId' | 'transports' | 'rpId'> & {
	/** It proved the session that asks. */
	isUsedHere: boolean;
	/** It was made for another address of this site, and opens nothing here. */
	isForElsewhere: boolean;
};

export type PasskeySettings = {
	/** Oldest first. */
	list: ShownPasskey[];
	max: number;
	/** `null` while none can be added: this site can have none, or there are as many as may be. */
	options: CreationOptions | null;
	/** `null` where this site can have none. */
	signals: PasskeySignals | null;
};

/** A person's passkeys as their settings show them, and what the browser needs to know of them. */
export async function getPasskeySettings(input: {
	user: { id: string; email: string; displayName: string | null };
	session: { createdAt: Date; passkeyId: string | null };
}): Promise<PasskeySettings> {
	const { user, session } = input;
	const passkeys = await listPasskeys({ userId: user.id });
	const options = await getCreationOptions({ user, startedAt: session.createdAt });
	return {
		list: passkeys.map(({ credentialId: _, transports: __, rpId, ...shown }) => ({
			...shown,
			isUsedHere: shown.id === session.passkeyId,
			isForElsewhere: !isForThisSite({ rpId })
		})),
		max: PASSKEYS_MAX,
		options: whereThereIsRoom(options),
		signals: options && signalsOf(options)
	};
}
