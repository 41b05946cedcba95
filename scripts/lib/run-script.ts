import { resolve } from 'node:path';

/** The command line is wrong: nothing was done. */
export class UsageError extends Error {
	override name = 'UsageError';
}

/** Somebody asks how a script is used: its message is the answer, and nothing is done. */
export class HelpAsked extends Error {
	override name = 'HelpAsked';
}

/**
 * Runs a script's main function in the project's root. An error ends the process with code 1, or 2
 * where it is a {@link UsageError}, and its message alone: scripts speak to operators, for whom a
 * stack says nothing. {@link HelpAsked} is no error: its message is printed.
 */
export async function runScript(main: () => Promise<void>): Promise<void> {
	process.chdir(resolve(import.meta.dirname, '../..'));
	try {
		await main();
	} catch (error) {
		if (error instanceof HelpAsked) return console.log(error.message);
		console.error(error instanceof Error ? withCauses(error) : error);
		// What is still open, a connection to a server that hangs for example, is not waited for.
		process.exit(error instanceof UsageError ? 2 : 1);
	}
}

function withCauses(error: Error): string {
	const cause = error.cause instanceof Error ? `\n  because: ${withCauses(error.cause)}` : '';
	return `${error.message}${cause}`;
}
