import { expect, test } from 'vitest';
import { isRefusal } from './is-refusal';

const failure = (command: string, responseCode: number, response = `${responseCode} no`) =>
	Object.assign(new Error('no'), { command, responseCode, response });

test.each([
	['RCPT TO', 550, '550 5.1.1 no such user'],
	['RCPT TO', 553, undefined],
	['DATA', 554, '554 too large']
] as const)('%s %i is a refusal', (command, code, response) => {
	expect(isRefusal(failure(command, code, response))).toBe(true);
});

test.each([
	['RCPT TO', 450, undefined],
	['RCPT TO', 530, '530 5.7.0 authentication required'],
	['RCPT TO', 550, '550 5.7.1 relaying denied'],
	// Of servers that look at the sender only when they hear of a recipient.
	['RCPT TO', 550, '550 5.1.8 <no-reply@x.example>: Sender address rejected: Domain not found'],
	['RCPT TO', 553, '553 5.1.7 <no-reply@x>: Sender address rejected'],
	['RCPT TO', 550, '550-Verification failed for <x@x.example>\n550 5.7.1 Sender verify failed'],
	['MAIL FROM', 550, undefined],
	['AUTH PLAIN', 535, undefined]
] as const)('%s %i is the operator’s to repair', (command, code, response) => {
	expect(isRefusal(failure(command, code, response))).toBe(false);
});
