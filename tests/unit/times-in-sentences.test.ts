import { globSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { readMessages } from '../../scripts/lib/message-files.ts';

const messages = readMessages();
const says = (locale: string, key: string) => JSON.stringify(messages[locale]?.[key] ?? '');

type Sentence = { key: string; time: string };

/** The messages that a component shows by TimeSentence, once for each time in them. */
function sentencesOf(component: string): Sentence[] {
	const tags = component.match(/<TimeSentence\b[^]*?\/>/g) ?? [];
	const times = tags.flatMap((tag) => {
		const [, given = ''] = /times=\{\{([^]*?)\}\}/.exec(tag) ?? [];
		return given.split(',').map((time) => time.split(':')[0]!.trim());
	});
	// Any message of the component: the tag may get its own from the script.
	const keys = [...component.matchAll(/\bm\.(\w+)/g)].map(([, key]) => key!);
	return keys.flatMap((key) =>
		[...new Set(times)]
			.filter((time) => says('en', key).includes(`{${time}}`))
			.map((time) => ({ key, time }))
	);
}

const sentences = globSync('src/**/*.svelte').flatMap((file) =>
	sentencesOf(readFileSync(file, 'utf8'))
);

it('are found where they are shown, also those that a script chooses', () => {
	expect(sentences).toEqual(
		expect.arrayContaining([
			{ key: 'totp_used', time: 'date' },
			{ key: 'totp_used', time: 'used' },
			{ key: 'admin_mails_failed', time: 'when' },
			{ key: 'admin_invitation_open', time: 'when' },
			{ key: 'recovery_codes_until', time: 'time' }
		])
	);
});

it.each(Object.keys(messages))(
	'can say “today 14:02”: no article is before them (%s)',
	(locale) => {
		const article = /\b(?:on|at|the|am|dem|den|vom|zum|le|au|du|el|al|del) $/i;
		const wrong = sentences.filter(({ key, time }) =>
			says(locale, key)
				.split(`{${time}}`)
				.slice(0, -1)
				.some((before) => article.test(before))
		);
		expect(wrong).toEqual([]);
	}
);
