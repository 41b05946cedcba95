import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, expect, test } from 'vitest';

mkdirSync('.svelte-kit', { recursive: true });
const root = mkdtempSync(resolve('.svelte-kit', 'changelog-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

function git(...args: string[]): string {
	const known = ['-c', 'user.name=a', '-c', 'user.email=a@example.com'];
	return execFileSync('git', [...known, ...args], { cwd: root, stdio: 'pipe', encoding: 'utf8' });
}
function commit(subject: string): void {
	writeFileSync(join(root, 'app.ts'), subject);
	git('add', 'app.ts');
	git('commit', '-q', '-m', subject);
}

test('a candidate that was tagged before its version is not taken for the last version', () => {
	cpSync('scripts', join(root, 'scripts'), { recursive: true });
	writeFileSync(join(root, 'package.json'), '{ "version": "1.0.0", "type": "module" }');
	git('init', '-q');
	commit('Begin');
	git('tag', 'v1.0.0-rc.1');
	commit('Mend the candidate');
	git('tag', 'v1.0.0');
	git('tag', 'v2-plans');
	commit('Mend the version');
	const script = join(root, 'scripts/changelog.ts');
	const notes = execFileSync(process.execPath, [script], { cwd: root, encoding: 'utf8' });
	expect(notes).toMatch(/^## 1\.0\.1 /);
	expect(notes.match(/^- .*/gm)).toEqual([expect.stringContaining('Mend the version')]);
});
