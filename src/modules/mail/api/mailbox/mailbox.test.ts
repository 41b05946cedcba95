import { expect, test } from 'vitest';
import { mailbox, MAILBOX_SIZE, splitLinks } from './mailbox';

const mail = (id: string) => ({
	id,
	from: 'no-reply@localhost',
	to: 'ada@example.org',
	subject: id,
	html: '',
	text: '',
	messageId: `<${id}@localhost>`,
	date: new Date()
});

test('the newest stands first and the oldest falls out', () => {
	for (let n = 0; n <= MAILBOX_SIZE; n++) mailbox.keep(mail(`m${n}`));
	expect(mailbox.list()).toHaveLength(MAILBOX_SIZE);
	expect(mailbox.list()[0]?.id).toBe(`m${MAILBOX_SIZE}`);
	expect(mailbox.get('m0')).toBeNull();
	expect(mailbox.get('m1')?.subject).toBe('m1');
});

test('a mail kept twice is listed once', () => {
	mailbox.clear();
	mailbox.keep(mail('a'));
	mailbox.keep(mail('a'));
	expect(mailbox.list()).toHaveLength(1);
});

test('web addresses in a text become links, everything else stays text', () => {
	expect(
		splitLinks('Open:\nhttp://localhost:3000/x?token=a-b_c\n\njavascript:alert(1) <b>')
	).toEqual([
		{ text: 'Open:\n' },
		{ text: 'http://localhost:3000/x?token=a-b_c', href: 'http://localhost:3000/x?token=a-b_c' },
		{ text: '\n\njavascript:alert(1) <b>' }
	]);
});
