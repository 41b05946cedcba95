import { UsageError } from './run-script.ts';
import './app.ts';

/** An address as typed, in the one form in which addresses are kept. @throws UsageError */
export async function readAddress(typed: string): Promise<string> {
	const { normalizeEmail } = await import('../../src/lib/server/email-address.ts');
	const email = normalizeEmail(typed.trim());
	if (email) return email;
	throw new UsageError(`"${typed}" is no e-mail address.`);
}
