/** A commit, as the log tells of it. */
export interface Change {
	hash: string;
	subject: string;
	files: string[];
}

const mended = /^(?:Mend|Fix|Correct|Close|Stop|Do not|Keep)\b/;

/** What nobody sees who uses, builds on or runs it: tests alone, layout, and words of documents. */
const isInside = ({ files, subject }: Change) =>
	subject.startsWith('Merge ') ||
	files.every((file) => /^(?:docs|tests)\/|\.(?:test|e2e)\.ts$|\.md$/.test(file));

/**
 * The notes of a version from its commits: what is new, what is mended, and the migrations that it
 * brings, in the order of the commits.
 */
export function writeNotes(version: string, date: string, changes: Change[]): string {
	const shown = changes.filter((change) => !isInside(change));
	const lines = (some: Change[]) => some.map(({ subject, hash }) => `- ${subject} (${hash})`);
	const migrations = [...new Set(changes.flatMap(({ files }) => files))]
		.map((file) => /^migrations\/([^/]+)\.sql$/.exec(file)?.[1])
		.filter((tag) => tag !== undefined)
		.sort();
	const parts: [heading: string, lines: string[]][] = [
		['New and changed', lines(shown.filter(({ subject }) => !mended.test(subject)))],
		['Mended and kept', lines(shown.filter(({ subject }) => mended.test(subject)))],
		['Migrations', migrations.map((tag) => `- \`${tag}\``)]
	];
	const filled = parts.filter(([, some]) => some.length > 0);
	const sections = filled.map(([heading, some]) => `### ${heading}\n\n${some.join('\n')}\n`);
	return [`## ${version} (${date})\n`, ...sections].join('\n');
}

/**
 * The version after this one: a migration, which is a step of the operator, raises the middle number,
 * anything else the last.
 */
export function nextVersion(version: string, changes: Change[]): string {
	const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number);
	const hasMigration = changes.some(({ files }) =>
		files.some((file) => /^migrations\/[^/]+\.sql$/.test(file))
	);
	return hasMigration ? `${major}.${minor + 1}.0` : `${major}.${minor}.${patch + 1}`;
}
