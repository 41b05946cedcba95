import { databaseUrl } from './test-database.ts';

Object.assign(process.env, {
	DATABASE_URL: databaseUrl,
	ORIGIN: 'http://localhost:3000',
	AUTH_SECRET: Buffer.alloc(32, 7).toString('base64'),
	LOG_LEVEL: 'silent'
});
