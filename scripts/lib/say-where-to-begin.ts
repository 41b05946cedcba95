import { parts } from '../../src/lib/site.ts';
import { createDb } from '../../src/lib/server/db/create-db.ts';
import type { Env } from '../../src/lib/server/env.ts';
import { users } from '../../src/modules/auth/models/z.user.ts';

/** How the first account comes about, by who may sign up. */
const firstAccount: Record<Env['SIGN_UP'], (origin: string) => string> = {
	open: (origin) => `Nobody has an account yet. Your first visit signs up: ${origin}/sign-up`,
	invite: () =>
		'Nobody has an account yet, and SIGN_UP=invite lets in who is invited: ' +
		'npx -y pnpm@12 admin invite ADDRESS',
	closed: () =>
		'Nobody has an account yet, and SIGN_UP=closed lets nobody in: begin with open or invite.'
};

const noneBegins =
	'Nobody has an account yet, and src/lib/site.ts has no way to begin one here (signUpBy).';

/**
 * Says of a server that is ready where the mail is that it sends, and, while nobody has an account, how
 * one comes by the first.
 */
export async function sayWhereToBegin(env: Env): Promise<void> {
	if (env.mailboxEnabled) console.log(`The mail that it sends is on ${env.ORIGIN}/dev/mailbox`);
	if (!(await isEmpty(env))) return;
	const { password, passkey, provider } = parts.signUpBy;
	const isPossible = password || (passkey && env.passkeysAvailable) || provider;
	console.log(isPossible ? firstAccount[env.SIGN_UP](env.ORIGIN) : noneBegins);
}

async function isEmpty({ DATABASE_URL, DATABASE_AUTH_TOKEN }: Env): Promise<boolean> {
	const db = createDb(DATABASE_URL, DATABASE_AUTH_TOKEN);
	try {
		return (await db.select({ id: users.id }).from(users).limit(1)).length === 0;
	} finally {
		db.$client.close();
	}
}
