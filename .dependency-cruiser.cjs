// Who may import whom, as docs/architecture.md says it in words. Rules of one number belong together.
const barrel = '^src/lib/server/db/schemas/index\\.ts$';
const tests = '(\\.test\\.ts$|^tests/)';

/** A rule that fails the run. */
const forbid = (name, from, to, comment) => ({ name, severity: 'error', comment, from, to });

/** The modules, lowest first: each one may use those before its own line, and none beside it. */
const modules = [
	['keys', 'limits'],
	['activity', 'mail', 'oauth', 'preferences', 'profile'],
	['auth'],
	['admin', 'watch']
];

/** The rooms of `src/modules/auth/api`, lowest floor first. */
const rooms = [
	['user'],
	['token', 'browser'],
	['session', 'mails'],
	['password', 'factors', 'email-change', 'kept-form'],
	['sign-in', 'connections', 'recovery', 'reset', 'confirm', 'access'],
	['sign-up', 'account', 'delayed-recovery', 'invitations'],
	['entry']
];

const anyOf = (names) => `(${names.join('|')})`;

/** What of a module calls others: all but its tables. */
const notModels = '(?:(?:api|components|routes)/|(?:feature|kept)\\.ts$)';

/** One folder only may import this package. */
const oneFolder = (name, folder, ...others) =>
	forbid(
		`only-${folder.split('/').at(-1)}-touches-${name}`,
		{ pathNot: [`^${folder}/`, tests, ...others] },
		{ path: `(^|/)node_modules/${name}/` },
		`5. ${name} stays behind ${folder}, so that it can be replaced.`
	);

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
	forbidden: [
		forbid('no-cycles', {}, { circular: true }, 'A cycle has no order in which to read it.'),
		forbid(
			'no-unresolved',
			{},
			{ couldNotResolve: true, pathNot: '^(\\$app|\\$env|\\$service-worker)/|/\\$types(\\.js)?$' },
			'What is not found is not checked either: an alias may be missing.'
		),

		forbid(
			'routes-not-to-routes',
			// The name of a group stands in brackets, which would not match themselves.
			{ path: '^src/routes(?:/[(](?:app|auth|public|admin)[)])?(.*/)[^/]+$', pathNot: tests },
			{ path: '^src/routes/', pathNot: '^src/routes(?:/[(](?:app|auth|public|admin)[)])?$1[^/]+$' },
			'1. Routes share by modules and lib.'
		),
		forbid(
			'routes-not-to-database',
			{ path: '^src/routes/', pathNot: tests },
			{ path: '^src/(lib/server/db|modules/[^/]+/models)/', dependencyTypesNot: ['type-only'] },
			'1. Routes call operations.'
		),

		...modules.slice(0, -1).map((floor, height) =>
			forbid(
				`${floor.at(-1)}-calls-lower-modules-only`,
				{ path: `^src/modules/${anyOf(floor)}/${notModels}`, pathNot: tests },
				{
					path: `^src/modules/${anyOf(modules.slice(height).flat())}/${notModels}`,
					pathNot: '^src/modules/$1/'
				},
				'2. Modules call each other in one direction.'
			)
		),
		forbid(
			'features-called-by-nobody',
			{ path: `^src/modules/${anyOf(modules.flat())}/`, pathNot: tests },
			{ path: '^src/modules/', pathNot: `^src/modules/${anyOf(modules.flat())}/` },
			'2. What is built on these modules is handed down to them (src/features.ts).'
		),
		...rooms.slice(0, -1).map((floor, height) =>
			forbid(
				`${floor[0]}-imports-lower-floors-only`,
				{ path: `^src/modules/auth/api/${anyOf(floor)}/`, pathNot: tests },
				{
					path: `^src/modules/auth/api/${anyOf(rooms.slice(height).flat())}/`,
					pathNot: '^src/modules/auth/api/$1/'
				},
				'A room of auth stands on lower floors only (docs/architecture.md).'
			)
		),
		forbid(
			'every-room-has-a-floor',
			{
				path: '^src/modules/auth/api/',
				pathNot: [`^src/modules/auth/api/${anyOf(rooms.flat())}/`]
			},
			{},
			'A new room of auth is named on the floor that it belongs to, above.'
		),
		forbid(
			'parts-not-to-their-whole',
			{ path: '^(src/modules/.+)/[^/]+/[^/]+$', pathNot: tests },
			{ path: '^$1/[^/]+$' },
			'What lies in a folder inside serves the files beside that folder, which may not serve it.'
		),
		forbid(
			'lib-stands-on-its-roots',
			{ path: '^(src/lib(?:/server)?)/[^/]+$', pathNot: tests },
			{ path: '^$1/.+/' },
			"lib's folders stand on the files beside them."
		),
		forbid(
			'api-to-own-models',
			{ path: '^src/modules/([^/]+)/api/', pathNot: tests },
			{
				path: '^src/modules/[^/]+/models/',
				// The session query reads names and preferences in the same round trip.
				pathNot: [
					'^src/modules/$1/',
					'^src/modules/(profile/models/z\\.(profile|avatar)|preferences/models/z\\.preferences)\\.ts$'
				]
			},
			"2. Another module's tables are reached through its api."
		),
		forbid(
			'joined-only-by-auth',
			{ path: '^src/modules/(?!auth/)([^/]+)/api/', pathNot: tests },
			{ path: '^src/modules/(profile|preferences)/models/', pathNot: '^src/modules/$1/' },
			'2. The exception above is for auth.'
		),
		forbid(
			'modules-not-to-routes',
			{ path: '^src/(modules|lib)/', pathNot: tests },
			{ path: '^src/routes/' },
			'2. Routes are on top.'
		),

		forbid(
			'features-only-to-the-root',
			{ pathNot: ['^src/(features|hooks\\.server|app\\.d)\\.ts$', '^scripts/seed\\.ts$', tests] },
			{ path: '^src/(features\\.ts$|modules/[^/]+/feature\\.ts$)' },
			'2. The list of features is handed down.'
		),

		forbid(
			'models-only-to-models',
			{ path: '^src/modules/[^/]+/models/', pathNot: tests },
			{
				pathNot: ['^src/modules/[^/]+/models/', '(^|/)node_modules/(drizzle-orm|drizzle-zod|zod)/']
			},
			'3. drizzle-kit and plain Node read the models.'
		),
		forbid(
			'models-in-one-direction',
			{ path: '^src/modules/([^/]+)/models/' },
			{ path: '^src/modules/(?!auth/)[^/]+/models/', pathNot: '^src/modules/$1/' },
			"3. Models may reference auth's tables, and no others."
		),

		forbid(
			'lib-not-to-modules',
			{ path: '^src/lib/', pathNot: [barrel, tests] },
			{ path: '^src/modules/' },
			'4. lib knows no feature.'
		),
		forbid(
			'barrel-only-to-drizzle-kit',
			{ pathNot: tests },
			{ path: barrel },
			'4. drizzle.config names it. Everything else imports the model it means.'
		),

		oneFolder('lucia', 'src/modules/auth/api/session'),
		oneFolder('arctic', 'src/modules/oauth/api/providers'),
		oneFolder('openid-client', 'src/modules/oauth/api/oidc'),
		oneFolder('nodemailer', 'src/modules/mail/api/transport'),
		oneFolder('otpauth', 'src/modules/auth/api/factors/totp'),
		oneFolder('uqr', 'src/modules/auth/api/factors/totp'),
		oneFolder('@simplewebauthn/server', 'src/modules/auth/api/factors/webauthn'),
		oneFolder('@simplewebauthn/browser', 'src/modules/auth/components/passkey'),
		// And what makes the icons, and the pictures of our documents.
		oneFolder(
			'sharp',
			'src/modules/profile/api/avatar',
			'^scripts/lib/(take-pictures\\.ts$|look/)'
		),
		oneFolder('prom-client', 'src/modules/watch/api/metrics'),
		oneFolder('@opentelemetry', 'src/modules/watch/api/traces'),
		forbid(
			'components-take-types-only',
			{ path: '\\.svelte$' },
			{
				path: '^src/(modules/[^/]+/(models|api)|lib/server)/',
				dependencyTypesNot: ['type-only']
			},
			'6. A value from a table file pulls Drizzle into the page.'
		),

		forbid(
			'plain-node',
			{
				path: '^(scripts|src/environment|src/lib/server/(env|db/(create-db|file-|writer/|migrat))|src/modules/oauth/api/(read-settings|providers|http|oidc/discover))'
			},
			{ path: '^(\\$app|\\$env|\\$lib)/|(^|/)node_modules/@sveltejs/kit/' },
			'Scripts run on plain Node.'
		),
		forbid(
			'one-file-resolves-aliases',
			{ path: '^(scripts|server|src)/', pathNot: ['^scripts/(lib/app\\.ts$|bench/)', tests] },
			{ path: '^module$', dependencyTypes: ['core'] },
			'What a script wants of the application goes through scripts/lib/app.ts.'
		)
	],
	options: {
		doNotFollow: { path: 'node_modules' },
		exclude: { path: '^(src/lib/paraglide|\\.svelte-kit|build)/' },
		tsPreCompilationDeps: true,
		tsConfig: { fileName: 'tsconfig.json' },
		webpackConfig: { fileName: '.dependency-aliases.cjs' },
		enhancedResolveOptions: {
			exportsFields: ['exports'],
			conditionNames: ['svelte', 'import', 'node', 'default', 'types']
		}
	}
};
