import { m } from '@/paraglide/messages';
import { hasProviders } from '$modules/oauth/api/get-provider';
import { FEW_CODES } from '../recovery-codes/recovery-code';
import type { SecondStepSettings } from './get-second-step-settings';

/** What the section says of how things are, in the reader's language: a browser needs no sentence else. */
export type SecondStepNotes = {
	title: string;
	intro: string;
	/** Why there is nothing to switch. */
	fixed: string | null;
	/** Else the switch, and what using it means. */
	toggle: { label: string; hint: string; means: string | null; save: string } | null;
	/** Of its recovery codes, while it is on. */
	codes: RecoveryCodesNotes | null;
};

export type RecoveryCodesNotes = {
	title: string;
	intro: string;
	left: string;
	/** That they are too few. */
	few: string | null;
	/** The way to those of which their owner has not said that they are kept. */
	unsaved: string | null;
	/** When they were made, in milliseconds: which set new ones take the place of. */
	madeAt: number | undefined;
	/** What making new ones means. */
	renewing: string;
	renew: string;
};

/** Says what {@link SecondStepSettings} found. */
export function describeSecondStep(secondStep: SecondStepSettings): SecondStepNotes {
	const fixed = whyFixed(secondStep);
	return {
		title: m.second_step_title(),
		intro: (hasProviders() ? m.second_step_intro : m.second_step_intro_no_provider)(),
		fixed,
		toggle: fixed === null ? describeToggle(secondStep) : null,
		codes: secondStep.isOn ? describeCodes(secondStep) : null
	};
}

function describeToggle({ isOn, codesLeft }: SecondStepSettings): SecondStepNotes['toggle'] {
	const brings = codesLeft === null ? m.second_step_first() : null;
	const [label, off] = hasProviders()
		? [m.second_step_label, m.second_step_off_means]
		: [m.second_step_label_no_provider, m.second_step_off_means_no_provider];
	return {
		label: label(),
		hint: m.second_step_hint(),
		means: isOn ? off() : brings,
		save: m.second_step_save()
	};
}

function describeCodes(secondStep: SecondStepSettings): RecoveryCodesNotes {
	const { codesLeft, unsaved } = secondStep;
	const left = codesLeft ?? 0;
	const toCodes = unsaved === 'shown' ? m.recovery_codes_show : m.recovery_codes_have_them;
	return {
		title: m.recovery_codes_title(),
		intro: m.recovery_codes_intro(),
		left: m.recovery_codes_left({ left }),
		few: left <= FEW_CODES ? m.recovery_codes_few() : null,
		unsaved: unsaved && toCodes(),
		madeAt: secondStep.codesMadeAt?.getTime(),
		renewing: m.recovery_codes_new_hint(),
		renew: m.recovery_codes_new()
	};
}

function whyFixed({ by, hasPasskey }: SecondStepSettings): string | null {
	if (by === 'app') return m.second_step_by_app();
	if (by === 'required') return m.second_step_required();
	return hasPasskey ? null : m.second_step_no_factor();
}
