import { parseArgs, type ParseArgsConfig } from 'node:util';
import { UsageError } from './run-script.ts';

/**
 * The options of this process's command line, as `parseArgs` takes them.
 * @throws UsageError with the usage, where it has others.
 */
export function readOptions<const Config extends Omit<ParseArgsConfig, 'args'>>(
	usage: string,
	config: Config
) {
	// pnpm hands a separator on that npm takes away.
	const args = process.argv.slice(2).filter((argument) => argument !== '--');
	try {
		return parseArgs<Config & { args: string[] }>({ ...config, args });
	} catch (error) {
		throw new UsageError(`${error instanceof Error ? error.message : error}\n${usage}`);
	}
}
