import { m } from '@/paraglide/messages';
import { hasProviders } from '$modules/oauth/api/get-provider';
import { authPages } from '../../../routes/pages';
import type { WayBack, WaysBack } from './get-ways-back';

/** The panel "How you get back in", in the reader's language: a browser needs no sentence of it else. */
export type WaysBackPanel = {
	title: string;
	/** What is missing, with the one best next step. */
	missing: { text: string; href: string; label: string } | null;
	/** That nothing is missing. */
	well: string | null;
	/** What the groups are. */
	list: string;
	groups: { title: string; lines: string[] }[];
};

/** Says what {@link WaysBack} found. */
export function describeWaysBack(
	{ first, second, missing }: WaysBack,
	{ email }: { email: string }
): WaysBackPanel {
	const lines = (ways: WayBack[]) => ways.map((way) => describe(way, email));
	const groups = [{ title: m.ways_back_first(), lines: lines(first) }];
	if (second.length > 0) groups.push({ title: m.ways_back_second(), lines: lines(second) });
	const well = hasProviders() ? m.ways_back_well : m.ways_back_well_no_provider;
	return {
		title: m.ways_back_title(),
		missing: missing && nextSteps[missing](),
		well: missing ? null : well(),
		list: m.ways_back_list(),
		groups
	};
}

function describe(way: WayBack, email: string): string {
	switch (way.kind) {
		case 'password':
			return m.ways_back_password();
		case 'mail':
			return m.ways_back_mail({ email });
		case 'app':
			return m.ways_back_app();
		case 'passkey':
			return way.isSynced ? m.ways_back_passkey_synced(way) : m.ways_back_passkey_bound(way);
		case 'provider':
			return way.isMailbox ? m.ways_back_provider_mailbox(way) : m.ways_back_provider(way);
		case 'codes':
			return m.ways_back_codes(way);
	}
}

const toNewCodes = (text: string) => ({
	text,
	href: '#recovery-codes',
	label: m.ways_back_to_codes()
});

const nextSteps: Record<
	NonNullable<WaysBack['missing']>,
	() => NonNullable<WaysBackPanel['missing']>
> = {
	'codes-kept': () => ({
		text: m.recovery_codes_unsaved(),
		href: authPages.recoveryCodes,
		label: m.recovery_codes_show()
	}),
	'codes-unkept': () => toNewCodes(m.recovery_codes_unsaved_gone()),
	codes: () => toNewCodes(m.ways_back_no_codes()),
	'more-codes': () => toNewCodes(m.ways_back_few_codes()),
	passkey: () => ({
		text: m.ways_back_mailbox_only(),
		href: '#passkeys',
		label: m.ways_back_to_passkey()
	}),
	password: () => ({
		text: m.ways_back_mailbox_only(),
		href: '#password',
		label: m.ways_back_to_password()
	})
};
