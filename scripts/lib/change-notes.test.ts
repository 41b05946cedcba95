import { describe, expect, it } from 'vitest';
import { nextVersion, writeNotes, type Change } from './change-notes.ts';

const change = (subject: string, ...files: string[]): Change => ({
	hash: 'abc1234',
	subject,
	files
});
const table = change('Let in by invitation', 'src/a.ts', 'migrations/0021_invitations.sql');
const inside = [
	change('Test edges', 'src/a.test.ts', 'tests/unit/b.test.ts'),
	change('Say why', 'docs/a.md')
];

describe('the notes of a version', () => {
	it('tell what is new, what is mended and which migrations come, and leave out what is inside', () => {
		const mended = change('Mend the journal', 'src/b.ts');
		expect(writeNotes('0.2.0', '2026-12-01', [table, mended, ...inside])).toBe(
			[
				'## 0.2.0 (2026-12-01)\n',
				'### New and changed\n\n- Let in by invitation (abc1234)\n',
				'### Mended and kept\n\n- Mend the journal (abc1234)\n',
				'### Migrations\n\n- `0021_invitations`\n'
			].join('\n')
		);
	});

	it('raise the middle number for a migration, else the last', () => {
		expect(nextVersion('0.1.4', [table])).toBe('0.2.0');
		expect(nextVersion('0.1.4', inside)).toBe('0.1.5');
	});
});
