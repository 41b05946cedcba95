import { execFileSync } from 'node:child_process';
import { DrizzleQueryError } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import { redact, redactText } from './log-redact.ts';

/** What a process of its own prints for one line of code. */
function print(code: string, level = ''): string {
	const module = JSON.stringify(`${import.meta.dirname}/log.ts`);
	const script = `const { log } = await import(${module}); ${code}`;
	return execFileSync(process.execPath, ['--input-type=module', '-e', script], {
		env: { ...process.env, LOG_LEVEL: level },
		encoding: 'utf8'
	});
}

describe('redact', () => {
	it('hides values by their key, however deep', () => {
		const fields = {
			userId: 'u1',
			form: { newPassword: 'x', email: 'x', items: [{ code: 'x' }] },
			headers: { cookie: 'x', Authorization: 'x' },
			resetToken: 'x',
			statusCode: 400
		};
		expect(redact(fields)).toEqual({
			userId: 'u1',
			form: { newPassword: '[hidden]', email: '[hidden]', items: [{ code: '[hidden]' }] },
			headers: { cookie: '[hidden]', Authorization: '[hidden]' },
			resetToken: '[hidden]',
			statusCode: 400
		});
	});

	it('keeps the parameters of a failed query out', () => {
		const cause = Object.assign(new Error('locked'), { code: 'SQLITE_BUSY' });
		const error = new DrizzleQueryError('select ?', ['ada@example.org', 'hash'], cause);
		const text = JSON.stringify(redact({ err: error }));
		expect(text).not.toMatch(/ada|hash/);
		expect(redact(error)).toMatchObject({ cause: { code: 'SQLITE_BUSY', message: 'locked' } });
		expect(text).toContain('log.test.ts');
	});

	it('ends on a structure that contains itself', () => {
		const loop: Record<string, unknown> = {};
		loop.self = loop;
		expect(JSON.stringify(redact(loop))).toContain('[…]');
	});

	it('takes addresses out of text, not versions in paths', () => {
		expect(redactText('to Ada.L+x@mail.example.org failed')).toBe('to [address] failed');
		expect(redactText('/.pnpm/kit@2.70.4_a/x.js')).toBe('/.pnpm/kit@2.70.4_a/x.js');
	});
});

describe('log', () => {
	it('writes one JSON line an event', () => {
		const lines = print(`log.info({ requestId: 'r1' }, 'started'); log.debug('not shown');`);
		const { time, ...line } = JSON.parse(lines);
		expect(line).toEqual({ level: 'info', requestId: 'r1', msg: 'started' });
		expect(new Date(time).toISOString()).toBe(time);
	});

	it('keeps what looks like a line of its own within its line', () => {
		const forged = `\n{"level":"fatal","msg":"forged"}\r\n\u2028\u001b[2J`;
		const lines = print(`log.info({ given: ${JSON.stringify(forged)} }, 'told');`);
		expect(lines.match(/\p{Cc}/gu)).toEqual(['\n']);
		expect(JSON.parse(lines)).toMatchObject({ level: 'info', msg: 'told', given: forged });
	});

	it('follows LOG_LEVEL, and takes an unknown one for info', () => {
		expect(print(`log.debug('a')`, 'debug')).toContain('"a"');
		expect(print(`log.fatal('a')`, 'silent')).toBe('');
		expect(print(`log.info('a')`, 'loud')).toContain('"a"');
	});
});
