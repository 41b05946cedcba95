import type { ProviderId } from '@/server/env-providers';
import { apple } from './apple';
import { bitbucket } from './bitbucket';
import type { ProviderRow } from './definition';
import { discord } from './discord';
import { dropbox } from './dropbox';
import { facebook } from './facebook';
import { figma } from './figma';
import { github } from './github';
import { gitlab } from './gitlab';
import { google } from './google';
import { kakao } from './kakao';
import { line } from './line';
import { linkedin } from './linkedin';
import { microsoft } from './microsoft';
import { naver } from './naver';
import { notion } from './notion';
import { reddit } from './reddit';
import { slack } from './slack';
import { spotify } from './spotify';
import { twitch } from './twitch';
import { x } from './x';
import { yahoo } from './yahoo';
import { zoom } from './zoom';

/** Every provider that can be switched on by its variables. A new id goes into `providerIds`, too. */
export const catalogue: Record<ProviderId, ProviderRow> = {
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
};
