import { relative } from 'node:path';
import { parseArgs, type ParseArgsConfig } from 'node:util';
import { HelpAsked, UsageError } from './run-script.ts';

/**
 * The options of a command line, as `parseArgs` takes them; of this process's unless `args` is given.
 * The first thing that a script asks for: with `--help` it does nothing.
 * @throws HelpAsked for `--help` and `-h`, whatever else there is.
 * @throws UsageError with the usage, where there are other options, or values that were not asked for.
 */
export function readOptions<const Config extends Omit<ParseArgsConfig, 'args'>>(
	usage: string,
	config?: Config,
	args: string[] = process.argv.slice(2)
) {
	// pnpm hands a separator on that npm takes away.
	const given = args.filter((argument) => argument !== '--');
	if (given.includes('--help') || given.includes('-h')) {
		throw new HelpAsked(`${usage}\n\n${byHand()}`);
	}
	try {
		return parseArgs<Config & { args: string[] }>({ ...(config as Config), args: given });
	} catch (error) {
		// Node adds advice on how to pass a value that begins with a dash.
		const [reason] = error instanceof Error ? error.message.split('. ') : [String(error)];
		throw new UsageError(`${reason}.\n\n${usage}`);
	}
}

/** What help says of every script: how it is run without pnpm. */
export function byHand(): string {
	const program = relative(process.cwd(), process.argv[1] ?? '');
	return `By hand, as node ${program}, it wants Node 24, which npx -y pnpm@12 brings with it.`;
}
