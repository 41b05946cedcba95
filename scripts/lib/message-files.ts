import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { Messages } from './message-problems.ts';

const settingsFile = 'project.inlang/settings.json';

interface Settings {
	locales: string[];
	'plugin.inlang.messageFormat': { pathPattern: string[] };
}

/** @throws with the name of a file that is not there, or that is no JSON: neither says it by itself. */
function readJson(file: string): unknown {
	if (!existsSync(file)) {
		const [folder, locale] = [dirname(file), basename(file, '.json')];
		throw new Error(
			`${file} is not there, and ${settingsFile} names the language "${locale}": begin with a copy of ${folder}/en.json.`
		);
	}
	try {
		return JSON.parse(readFileSync(file, 'utf8'));
	} catch (error) {
		throw new Error(`${file} is no JSON.`, { cause: error });
	}
}

/** Where the messages lie: our own, and each feature's in its folder, by language. */
export function messageFiles(): Record<string, string[]> {
	const { locales, ...settings } = readJson(settingsFile) as Settings;
	const patterns = settings['plugin.inlang.messageFormat'].pathPattern;
	const filesOf = (locale: string) =>
		patterns.map((pattern) => pattern.replace('{locale}', locale).replace(/^\.\//, ''));
	return Object.fromEntries(locales.map((locale) => [locale, filesOf(locale)]));
}

/**
 * All messages, by language and key.
 * @throws where two files have one key: which of them counted would be chance.
 */
export function readMessages(): Record<string, Messages> {
	const languages = Object.entries(messageFiles()).map(([locale, files]) => {
		const messages: Messages = {};
		for (const file of files) {
			for (const [key, message] of Object.entries(readJson(file) as Messages)) {
				if (key !== '$schema' && Object.hasOwn(messages, key)) {
					throw new Error(`${file} has ${key}, which is another file's.`);
				}
				messages[key] = message;
			}
		}
		return [locale, messages] as const;
	});
	return Object.fromEntries(languages);
}
