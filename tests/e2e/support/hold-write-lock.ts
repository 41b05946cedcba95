import { spawn } from 'node:child_process';
import { once } from 'node:events';

const script = `
	const { default: Database } = await import('libsql');
	const [file, ms] = process.argv.slice(1);
	// Whoever writes at this moment is waited for.
	const database = new Database(file, { timeout: 10_000 });
	database.exec('BEGIN IMMEDIATE');
	console.log('locked');
	setTimeout(() => { database.exec('COMMIT'); database.close(); }, Number(ms));
`;

/**
 * Holds the database's write lock in another process.
 * @returns once it has it; `released` resolves when it is free again.
 */
export async function holdWriteLock(file: string, milliseconds: number) {
	const options = ['--input-type=module', '-e', script, file, String(milliseconds)];
	const child = spawn(process.execPath, options, { stdio: ['ignore', 'pipe', 'inherit'] });
	const ended = once(child, 'exit');
	await Promise.race([
		once(child.stdout, 'data'),
		ended.then(([code]: number[]) => Promise.reject(new Error(`No lock: it ended with ${code}.`)))
	]);
	return { released: ended.then(([code]: number[]) => code) };
}
