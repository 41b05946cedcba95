import { existsSync } from 'node:fs';
import { runCommand } from './run-command.ts';

/**
 * Makes what the checks need and no clone has: the compiled messages, and the compiler settings that know
 * our aliases.
 * @throws Error when the messages do not compile, or Kit refuses its settings.
 */
export async function prepareSources(): Promise<void> {
	await run('node', 'scripts/messages.ts');
	await run('svelte-kit', 'sync');
}

/** Makes those settings where there are none: drizzle-kit finds our modules by them. */
export async function prepareAliases(): Promise<void> {
	if (!existsSync('.svelte-kit/tsconfig.json')) await run('svelte-kit', 'sync');
}

async function run(command: string, ...options: string[]): Promise<void> {
	const code = await runCommand(command, options, { quiet: true });
	if (code !== 0) throw new Error(`${command} ${options.join(' ')} ended with ${code}.`);
}
