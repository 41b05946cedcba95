// No two folders import each other, not even by different files. Tests stand beside what they test
// and may import whatever they need, so that they are left out here.
const { options } = require('./.dependency-cruiser.cjs');

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
	forbidden: [
		{
			name: 'no-folder-cycles',
			severity: 'error',
			scope: 'folder',
			comment: 'Folders that import each other have no order in which to read them.',
			from: {},
			to: { circular: true }
		}
	],
	options: {
		...options,
		exclude: { path: [options.exclude.path, '\\.(test|fixture)\\.ts$', '^(scripts|tests)/'] }
	}
};
