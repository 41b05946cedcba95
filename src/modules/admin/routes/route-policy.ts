import type { InterruptedForms } from '@/forms/interrupted-form';

/** Why somebody does something comes back after another sign-in; it is done by its button alone. */
const act = { fields: ['reason'], comesBack: true } as const;

/** The forms on the page of a person, of which the reason takes longest to write. */
export const adminForms = {
	'/admin/people/[id]?/suspend': act,
	'/admin/people/[id]?/lift': act,
	'/admin/people/[id]?/endSessions': act,
	'/admin/people/[id]?/sendReset': act,
	'/admin/people/[id]?/removeFactors': { ...act, fields: ['reason', 'passkeys'] },
	'/admin/people/[id]?/blockAddress': act,
	'/admin/people/[id]?/unblockAddress': act,
	'/admin/people/[id]?/releaseLimits': act,
	'/admin/people/[id]?/close': act,
	'/admin/people/[id]?/reopen': act,
	'/admin/people/[id]?/role': act
} satisfies InterruptedForms;
