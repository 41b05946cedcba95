import type { AnyTemplate } from '$modules/mail/api/outbox/create-mail';
import type { MailPreparers, PrepareMail } from '$modules/mail/api/worker/prepare-mail';

type Wrap = (prepare: PrepareMail<AnyTemplate>, template: AnyTemplate) => PrepareMail<AnyTemplate>;

/** The same preparers, each with something about it that all have in common. */
export function wrapEach(preparers: MailPreparers, wrap: Wrap): MailPreparers {
	const wrapped = Object.entries(preparers).map(([template, prepare]) => [
		template,
		wrap(prepare as PrepareMail<AnyTemplate>, template as AnyTemplate)
	]);
	return Object.fromEntries(wrapped) as MailPreparers;
}
