import { m } from '@/paraglide/messages';
import type { SecondStepSettings } from '../second-step/get-second-step-settings';
import type { PasskeySettings, ShownPasskey } from './get-passkey-settings';

type SecondStep = Pick<SecondStepSettings, 'isOn' | 'isWanted' | 'hasTotp' | 'by'>;

/** What the section says of how things are, in the reader's language: a browser needs no sentence else. */
export type PasskeyNotes = {
	title: string;
	intro: string;
	none: string;
	/** Of each by its id. */
	of: Record<string, PasskeyNote>;
	/** What removing the last one ends. */
	last: string | null;
	/** Why none can be added; `null` where one can. */
	full: string | null;
	/** What the field for a new one's name is called. */
	newName: string;
	/** That this browser can add none. */
	unsupported: string;
	/** Before one can be added. */
	confirmFirst: string;
};

export type PasskeyNote = {
	/** Where it is kept. */
	kept: string;
	/** That the session which asks was begun with it. */
	here: string | null;
	/** That a browser made it by itself. */
	automatic: string | null;
};

/** Says what {@link PasskeySettings} found, where the second step is as said. */
export function describePasskeys(
	{ list, max, options, signals }: PasskeySettings,
	secondStep: SecondStep
): PasskeyNotes {
	const isLast = list.filter(({ isForElsewhere }) => !isForElsewhere).length === 1;
	const endsStep = isLast && secondStep.isOn && !secondStep.hasTotp;
	const ends = secondStep.by === 'required' ? m.factor_required_last : m.passkeys_last_ends_step;
	const noMore = signals ? m.passkeys_full({ max }) : m.passkeys_unavailable();
	return {
		title: m.passkeys_title(),
		intro: describeAdding(secondStep),
		none: m.passkeys_none(),
		of: Object.fromEntries(list.map((passkey) => [passkey.id, describe(passkey)])),
		last: endsStep ? ends() : null,
		full: options ? null : noMore,
		newName: m.passkeys_new_name_label(),
		unsupported: m.passkey_unsupported(),
		confirmFirst: m.passkeys_add_confirm()
	};
}

/** What a passkey does to a sign-in by password. */
function describeAdding({ isOn, isWanted }: SecondStep): string {
	if (isOn) return m.passkeys_intro_both();
	return isWanted ? m.passkeys_intro_begins() : m.passkeys_intro();
}

const describe = (passkey: ShownPasskey): PasskeyNote => ({
	kept: whereKept(passkey),
	here: passkey.isUsedHere ? m.passkeys_this_session() : null,
	automatic: passkey.isAutomatic ? m.passkeys_automatic() : null
});

function whereKept({ isForElsewhere, isSyncable, isBackedUp }: ShownPasskey): string {
	if (isForElsewhere) return m.passkeys_elsewhere();
	if (!isSyncable) return m.passkeys_bound();
	return isBackedUp ? m.passkeys_synced() : m.passkeys_syncable();
}
