import type { ShownPerson } from '../../src/modules/admin/api/get-person.ts';
import { cell, table } from './print-items.ts';

/** A person as an operator reads them: a line for each thing, and a table for each list. */
export function describePerson(person: ShownPerson): string {
	const { waysIn, secondStep } = person;
	const { passkeys, providers } = waysIn;
	const lines: [string, string][] = [
		['Address', person.email],
		['Id', person.id],
		['State', describeState(person)],
		['Mail', person.mailBlockedAt ? `blocked since ${cell(person.mailBlockedAt)}` : 'goes out'],
		['Password', cell(waysIn.password)],
		['Passkeys', names(passkeys.map(({ name }) => name))],
		['Providers', names(providers.map(({ provider }) => provider))],
		['Ways in that work', cell(waysIn.count)],
		['Second step', describeSecondStep(secondStep)],
		['Recovery codes left', cell(secondStep.recoveryCodesLeft)],
		['Trusted browsers', cell(secondStep.trustedBrowsers)]
	];
	return [
		lines.map(([name, value]) => `${`${name}:`.padEnd(21)}${cell(value)}`).join('\n'),
		list(
			'Sessions',
			['BROWSER', 'BY', 'SINCE', 'LAST USED'],
			person.sessions.map(({ browser, system, method, createdAt, lastUsedAt }) => [
				[browser, system].filter(Boolean).join(', ') || null,
				method,
				createdAt,
				lastUsedAt
			])
		),
		list(
			'Last activity',
			['WHAT', 'HOW', 'WHEN'],
			person.lastEvents.map(({ type, method, isByHelper, createdAt }) => [
				type,
				isByHelper ? 'by the people who run the site' : method,
				createdAt
			])
		),
		list(
			'Mails',
			['MAIL', 'ASKED FOR', 'STATE', 'FAILED TRIES', 'THE SERVER SAID'],
			person.mails.map((mail) => [
				mail.template,
				mail.askedAt,
				describeMail(mail),
				mail.failedTries,
				mail.serverSaid
			])
		)
	].join('\n\n');
}

const names = (all: string[]) => all.join(', ') || 'none';

function describeState({ state, suspendedAt, closedAt, erasedAt }: ShownPerson): string {
	const suspended = suspendedAt && `suspended since ${cell(suspendedAt)}`;
	const closed = closedAt && `closed since ${cell(closedAt)}, to be erased on ${cell(erasedAt)}`;
	return [suspended, closed].filter(Boolean).join('; ') || state;
}

function describeSecondStep(step: ShownPerson['secondStep']): string {
	const by = [step.app ? 'app' : '', step.switchedOn ? 'switched on for passkeys' : ''];
	const how = by.filter(Boolean).join(', ');
	const asked = step.isAskedFor ? `asked for${how ? ` (${how})` : ''}` : 'not asked for';
	return step.isRequired ? `${asked}; required` : asked;
}

function describeMail({ sentAt, givenUpAt, nextTryAt }: ShownPerson['mails'][number]): string {
	if (sentAt) return `sent ${cell(sentAt)}`;
	return givenUpAt ? `given up ${cell(givenUpAt)}` : `next try ${cell(nextTryAt)}`;
}

const list = (title: string, headings: string[], rows: Parameters<typeof table>[1]) =>
	rows.length === 0 ? `${title}: none` : `${title}\n${table(headings, rows)}`;
