import { expect, expectTypeOf, test } from 'vitest';
import { mailTemplates } from '../../models/z.outbox';
import {
	subjectIdOf,
	subjectOf,
	type MailSubject,
	type MailTemplate,
	type TemplateAbout
} from './create-mail';

test.each(mailTemplates)('what a mail of %s is about comes back from its row', (template) => {
	const subject = subjectOf<MailTemplate>(template, 'an id');
	const id = template === 'password-reset' ? null : 'an id';
	expect(subject && subjectIdOf({ template, ...subject })).toBe(id);
});

test.each(mailTemplates)(
	'a row of %s without an id says what it is about, or is no mail',
	(template) => expect(subjectOf(template, null)).toEqual(template === 'password-reset' ? {} : null)
);

test('each template asks for its own subject', () => {
	expectTypeOf<MailSubject<'new-sign-in'>>().toEqualTypeOf<{ eventId: string }>();
	expectTypeOf<MailSubject<'connection-added'>>().toEqualTypeOf<{ eventId: string }>();
	expectTypeOf<MailSubject<'sign-up'>>().toEqualTypeOf<{ signUpId: string }>();
	expectTypeOf<keyof MailSubject<'password-reset'>>().toBeNever();
	expectTypeOf<TemplateAbout<null>>().toEqualTypeOf<'password-reset'>();
});
