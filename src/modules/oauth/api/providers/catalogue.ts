import { apple } from './apple.ts';
import { bitbucket } from './bitbucket.ts';
import type { ProviderRow } from './definition.ts';
import { discord } from './discord.ts';
import { dropbox } from './dropbox.ts';
import { facebook } from './facebook.ts';
import { figma } from './figma.ts';
import { github } from './github.ts';
import { gitlab } from './gitlab.ts';
import { google } from './google.ts';
import { kakao } from './kakao.ts';
import { line } from './line.ts';
import { linkedin } from './linkedin.ts';
import { microsoft } from './microsoft.ts';
import { naver } from './naver.ts';
import { notion } from './notion.ts';
import { reddit } from './reddit.ts';
import { slack } from './slack.ts';
import { spotify } from './spotify.ts';
import { twitch } from './twitch.ts';
import { x } from './x.ts';
import { yahoo } from './yahoo.ts';
import { zoom } from './zoom.ts';

/**
 * Every provider that its variables (`OAUTH_<ID>_…`) can switch on, in the order in which pages offer
 * them. A new one is a row here and its file.
 */
export const catalogue = {
	github,
	google,
	gitlab,
	microsoft,
	apple,
	discord,
	facebook,
	linkedin,
	slack,
	twitch,
	spotify,
	bitbucket,
	x,
	notion,
	figma,
	zoom,
	dropbox,
	reddit,
	yahoo,
	line,
	kakao,
	naver
} satisfies Record<string, ProviderRow>;

export type ProviderId = keyof typeof catalogue;
