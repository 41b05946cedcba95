import type { InterruptedForms } from '@/forms/interrupted-form';
import { m } from '@/paraglide/messages';
import type { RoutePolicies } from '@/server/handle/route-policy';
import { hasProviders, providerName } from '$modules/oauth/api/get-provider';

/** What is special about the routes of signing up, in and out, and of the links in auth's mails. */
export const authRoutes: RoutePolicies = {
	'/(auth)/sign-up': { openTo: 'signed-out' },
	'/(auth)/sign-up/verify': { openTo: 'everybody', carriesToken: true, opensUnfinished: true },
	'/(auth)/sign-up/address': { openTo: 'everybody', showsAccount: true },
	'/(auth)/invitation': { openTo: 'everybody', carriesToken: true, opensUnfinished: true },
	'/(auth)/sign-in': { openTo: 'signed-out' },
	'/(auth)/sign-in/second-factor': { openTo: 'everybody', showsAccount: true },
	'/(auth)/sign-out': { openTo: 'everybody', opensUnfinished: true },
	'/(auth)/forgot-password': { openTo: 'everybody' },
	'/(auth)/reset-password': { openTo: 'everybody', carriesToken: true, opensUnfinished: true },
	'/(auth)/undo': { openTo: 'everybody', carriesToken: true, opensUnfinished: true },
	'/(auth)/not-me': { openTo: 'everybody', carriesToken: true, opensUnfinished: true },
	'/(auth)/account-closed': { openTo: 'everybody', showsAccount: true },
	'/(auth)/account-suspended': { openTo: 'everybody', showsAccount: true },
	'/(auth)/account-suspended/export': { openTo: 'everybody', showsAccount: true },
	'/(auth)/account-suspended/export-later': { openTo: 'everybody', showsAccount: true },
	'/(auth)/recover': { openTo: 'everybody', showsAccount: true },
	'/(auth)/recover/stop': { openTo: 'everybody', carriesToken: true, opensUnfinished: true },
	'/(auth)/recover/finish': { openTo: 'everybody', carriesToken: true, opensUnfinished: true },
	'/(app)/change-email': { carriesToken: true },
	'/(app)/welcome/passkey': { opensUnfinished: true },
	// Where a second factor is required and there is none yet: what it takes to set one up.
	'/(app)/confirm': { opensWithoutFactor: 'all' },
	'/(app)/confirm/resume': { opensWithoutFactor: 'all' },
	'/(app)/settings/security': {
		opensWithoutFactor: ['addTotp', 'confirmTotp', 'cancelTotp', 'addPasskey']
	},
	// An open tab asks it whose session this is.
	'/(app)/settings/sessions/current': { opensUnfinished: true },
	'/.well-known/change-password': { openTo: 'everybody' },
	'/.well-known/passkey-endpoints': { openTo: 'everybody' }
};

const named = ({ provider = '' }: { provider?: string }) => ({
	provider: providerName(provider)
});

/** What the second step comes after here: a password or a connected account, or a password alone. */
const after = () => (hasProviders() ? 'any' : 'password');
const stepOn = { any: m.resume_second_step_on, password: m.resume_second_step_on_no_provider };
const stepOff = { any: m.second_step_off_means, password: m.second_step_off_means_no_provider };

/** The forms that ask for a confirmation, and what each will do once it has been given. */
export const authForms = {
	'/settings/account?/changeEmail': {
		fields: ['email'],
		comesBack: true,
		describe: ({ email = '' }) => ({
			text: m.resume_email_text({ email }),
			submit: m.resume_email_submit()
		})
	},
	'/settings/account?/delete': {
		fields: [],
		describe: () => ({
			text: m.resume_delete_text(),
			submit: m.resume_delete_submit(),
			isDangerous: true
		})
	},
	'/settings/connections?/connect': {
		fields: ['provider'],
		describe: (fields) => ({
			text: m.resume_connect_text(named(fields)),
			submit: m.connections_connect(named(fields))
		})
	},
	'/settings/connections?/connectPending': {
		fields: ['provider'],
		describe: (fields) => ({
			text: m.connections_waiting_text(named(fields)),
			submit: m.connections_connect(named(fields))
		})
	},
	'/settings/connections?/disconnect': {
		fields: ['provider'],
		describe: (fields) => ({
			text: m.resume_disconnect_text(named(fields)),
			submit: m.connections_disconnect(named(fields)),
			isDangerous: true
		})
	},
	'/settings/security?/addPasskey': {
		// What a browser has made is no secret: the key that it goes with stays where it is.
		fields: ['credential', 'name'],
		describe: () => ({ text: m.resume_passkey_add_text(), submit: m.passkeys_add() })
	},
	'/settings/security?/renamePasskey': {
		fields: ['id', 'name'],
		describe: ({ name = '' }) => ({
			text: name ? m.resume_passkey_rename_text({ name }) : m.resume_passkey_unname_text(),
			submit: m.passkeys_name_save()
		})
	},
	'/settings/security?/removePasskey': {
		fields: ['id', 'name'],
		describe: ({ name = '' }) => ({
			text: m.resume_passkey_remove_text({ name }),
			submit: m.passkeys_remove(),
			isDangerous: true
		})
	},
	'/settings/security?/secondStep': {
		fields: ['afterPassword'],
		describe: ({ afterPassword = '' }) =>
			afterPassword === 'on'
				? { text: stepOn[after()](), submit: m.resume_second_step_on_submit() }
				: {
						text: stepOff[after()](),
						submit: m.resume_second_step_off_submit(),
						isDangerous: true
					}
	},
	'/settings/security?/newRecoveryCodes': {
		fields: ['replaces'],
		describe: () => ({
			text: m.resume_recovery_codes_text(),
			submit: m.recovery_codes_new(),
			isDangerous: true
		})
	},
	'/settings/security?/addTotp': {
		fields: [],
		describe: () => ({ text: m.resume_totp_add_text(), submit: m.totp_add() })
	},
	'/settings/security?/removeTotp': {
		fields: [],
		describe: () => ({
			text: m.resume_totp_remove_text(),
			submit: m.totp_remove(),
			isDangerous: true
		})
	},
	'/settings/sessions?/revokeOthers': {
		fields: [],
		describe: () => ({
			text: m.sessions_others_intro(),
			submit: m.sessions_revoke_others(),
			isDangerous: true
		})
	}
} satisfies InterruptedForms;
