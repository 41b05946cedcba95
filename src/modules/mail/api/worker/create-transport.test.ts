import { expect, test } from 'vitest';
import { env } from '@/server/env';
import { mailbox } from '../mailbox/mailbox';
import { createTransport } from './create-transport';

test('without SMTP_URL on localhost mail goes to the built-in mailbox', async () => {
	const date = new Date();
	const mail = { id: 'a', from: 'f@x', to: 't@x', subject: 's', html: 'h', text: 't' };
	await createTransport()({ ...mail, messageId: '<a@x>', date });
	expect(mailbox.get('a')).toMatchObject(mail);
});

test('without SMTP_URL elsewhere there is no way out', () => {
	expect(() => createTransport({ ...env(), mailboxEnabled: false })).toThrow('SMTP_URL');
});
