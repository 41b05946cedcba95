/** What `pnpm lint` and `pnpm test` hold the code to: layout, rules, imports, what nobody uses. */
export const lintCommands: [name: string, ...options: string[]][] = [
	['eslint', '.'],
	['prettier', '--check', '.'],
	['depcruise', 'src', 'scripts', 'server', 'tests'],
	['depcruise', '--config', '.dependency-cruiser.folders.cjs', 'src'],
	['knip', '--no-progress']
];
