import { and, eq, inArray, sql } from 'drizzle-orm';
import { unionAll } from 'drizzle-orm/sqlite-core';
import { getProvider } from '$modules/oauth/api/get-provider';
import { db } from '@/server/db/client';
import { env } from '@/server/env';
import { oauthAccounts } from '../../../models/z.oauth-account';
import { passkeys } from '../../../models/z.passkey';
import { passwords } from '../../../models/z.password';
import { FEW_CODES } from '../recovery-codes/recovery-code';
import type { SecondStepSettings } from './get-second-step-settings';

/** A way into an account, or through its second step, with what makes it go away. */
export type WayBack =
	| { kind: 'password' | 'mail' | 'app' }
	| { kind: 'passkey'; name: string; isSynced: boolean }
	/** `isMailbox`: its address there is the account's, so that both may go at once. */
	| { kind: 'provider'; name: string; isMailbox: boolean }
	| { kind: 'codes'; left: number };

export type WaysBack = {
	first: WayBack[];
	/** None where the account asks for no second step. */
	second: WayBack[];
	/** What would lock its owner out, and the one thing to do about it; `null` where all is well. */
	missing: 'codes-kept' | 'codes-unkept' | 'codes' | 'more-codes' | 'passkey' | 'password' | null;
};

/** How a person gets back into their account when they have lost something, and what is missing for that. */
export async function getWaysBack(input: {
	user: { id: string; email: string };
	secondStep: SecondStepSettings;
}): Promise<WaysBack> {
	const { user, secondStep } = input;
	const own = await findOwnWays(user);
	const keys = own.filter(({ kind }) => kind === 'passkey');
	const { isOn, hasTotp, codesLeft } = secondStep;
	const app: WayBack[] = hasTotp ? [{ kind: 'app' }] : [];
	const second = [...keys, ...app, { kind: 'codes', left: codesLeft ?? 0 } as const];
	return {
		first: [...own, { kind: 'mail' }],
		second: isOn ? second : [],
		missing: whatIsMissing(own, secondStep)
	};
}

/** All ways in but the link by mail, as far as they can be used here: see `countWaysIn`. */
async function findOwnWays({ id, email }: { id: string; email: string }): Promise<WayBack[]> {
	const { passkeysAvailable, ORIGIN } = env();
	const here = inArray(passkeys.rpId, ['', new URL(ORIGIN).hostname]);
	const none = sql<string>`''`;
	const rows = await unionAll(
		db
			.select({ kind: sql<Kind>`'password'`, name: none, more: sql<string | number | null>`null` })
			.from(passwords)
			.where(eq(passwords.userId, id)),
		db
			.select({
				kind: sql<Kind>`'passkey'`,
				name: passkeys.name,
				more: sql<string | number | null>`${passkeys.isBackedUp}`
			})
			.from(passkeys)
			.where(and(eq(passkeys.userId, id), here, passkeysAvailable ? undefined : sql`false`)),
		db
			.select({
				kind: sql<Kind>`'provider'`,
				name: oauthAccounts.provider,
				more: oauthAccounts.email
			})
			.from(oauthAccounts)
			.where(eq(oauthAccounts.userId, id))
	);
	return rows.flatMap(({ kind, name, more }): WayBack[] => {
		if (kind === 'password') return [{ kind }];
		if (kind === 'passkey') return [{ kind, name, isSynced: Boolean(more) }];
		const provider = getProvider(name)?.name;
		return provider ? [{ kind, name: provider, isMailbox: more === email }] : [];
	});
}

type Kind = 'password' | 'passkey' | 'provider';

/** The worst first. Without a second step a forgotten password or a lost phone is what the mail is for. */
function whatIsMissing(own: WayBack[], secondStep: SecondStepSettings): WaysBack['missing'] {
	const { isOn, codesLeft, unsaved } = secondStep;
	if (isOn) {
		if (unsaved === 'shown') return 'codes-kept';
		if (!codesLeft) return 'codes';
		if (unsaved === 'gone') return 'codes-unkept';
		if (codesLeft <= FEW_CODES) return 'more-codes';
	}
	const outlivesMailbox = own.some((way) => way.kind !== 'provider' || !way.isMailbox);
	if (outlivesMailbox) return null;
	return env().passkeysAvailable ? 'passkey' : 'password';
}
