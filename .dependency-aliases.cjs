// dependency-cruiser resolves `@/…`, `$modules/…` and `$tests/…` only by a file of this shape; without it the
// rules see none of those imports and say nothing. Kept equal to kit.alias of svelte.config.js.
const { join } = require('node:path');

module.exports = {
	resolve: {
		alias: {
			'@': join(__dirname, 'src/lib'),
			$modules: join(__dirname, 'src/modules'),
			$tests: join(__dirname, 'tests/support')
		},
		extensions: ['.ts', '.js', '.svelte', '.json']
	}
};
