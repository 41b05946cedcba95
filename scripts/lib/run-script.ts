import { resolve } from 'node:path';

/** The command line is wrong: nothing was done. */
export class UsageError extends Error {
	override name = 'UsageError';
}

/** Somebody asks how a script is used: its message is the answer, and nothing is done. */
export class HelpAsked extends Error {
	override name = 'HelpAsked';
}

/** As the shell has it of a program that a closed pipe ends: 128 and the number of SIGPIPE. */
const CLOSED_PIPE = 141;

let isDone = false;

/** Whoever reads the first lines and then closes the pipe has what they want. */
const endUnread = ({ code }: NodeJS.ErrnoException) =>
	// What is at its end has the time for that.
	setImmediate(() => {
		if (code !== 'EPIPE') process.exit(1);
		process.exit(isDone ? process.exitCode : CLOSED_PIPE);
	});

/**
 * Runs a script's main function in the project's root. An error ends the process with code 1, or 2
 * where it is a {@link UsageError}, and its message alone: scripts speak to operators, for whom a
 * stack says nothing. {@link HelpAsked} is no error: its message is printed. Where nobody reads any more
 * what it says, it ends without a word: as ever where all is done, else with 141.
 */
export async function runScript(main: () => Promise<void>): Promise<void> {
	process.chdir(resolve(import.meta.dirname, '../..'));
	for (const output of [process.stdout, process.stderr]) {
		output.off('error', endUnread).on('error', endUnread);
	}
	try {
		await main();
		isDone = true;
	} catch (error) {
		isDone = error instanceof HelpAsked;
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
