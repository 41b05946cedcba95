import fc, { type Arbitrary } from 'fast-check';
import { ADDRESS_HEADER } from '../../tests/e2e/support/server.ts';
import { fillRoute, type Surface } from './fuzz-surface.ts';
import { texts } from './fuzz-texts.ts';
import type { Cookies } from './fuzz-visitors.ts';
import type { RawRequest } from './raw-request.ts';

interface Site {
	origin: string;
	surfaces: Surface[];
	/** Names of fields, wherever they stand. */
	fields: string[];
	cookies: Cookies;
	/** Ids, names and addresses that are there. */
	known: string[];
}

/** The text byte by byte in a URL, mostly as it should be, sometimes not even UTF-8. */
const escaped = (text: string, isClean: boolean) =>
	isClean
		? encodeURIComponent(text.toWellFormed())
		: [...Buffer.from(text, 'latin1')]
				.map((byte) => `%${byte.toString(16).padStart(2, '0')}`)
				.join('');

type Fields = [name: string, value: string][];

const boundary = 'a-boundary';
const multipart = (fields: Fields) =>
	Buffer.from(
		[
			...fields.map(([name, value], index) => {
				const file = index % 2 ? '; filename="a.png"\r\ncontent-type: image/png' : '';
				return `--${boundary}\r\ncontent-disposition: form-data; name="${name}"${file}\r\n\r\n${value}\r\n`;
			}),
			`--${boundary}--\r\n`
		].join('')
	);

/** Each way to send fields: the content type, and the bytes. */
const encodings: Record<string, (fields: Fields) => Buffer> = {
	'application/x-www-form-urlencoded': (fields) =>
		Buffer.from(
			fields.map(([name, value]) => `${escaped(name, true)}=${escaped(value, true)}`).join('&')
		),
	'application/x-www-form-urlencoded; charset=utf-16': (fields) =>
		Buffer.from(fields.map(([name, value]) => `${name}=${escaped(value, false)}`).join('&')),
	[`multipart/form-data; boundary=${boundary}`]: multipart,
	'multipart/form-data; boundary=another': multipart,
	'multipart/form-data': multipart,
	'text/plain': (fields) => Buffer.from(fields.map((pair) => pair.join('=')).join('\r\n')),
	'application/json': (fields) => Buffer.from(JSON.stringify(Object.fromEntries(fields))),
	'no/such; type=\u00e9': (fields) => Buffer.from(fields.flat().join('\0'), 'utf16le')
};

const otherMethods = ['HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'QUERY'];

/** Nearly always one of the first, now and then one of the others. */
const mostly = <T>(first: T[], others: T[], weight = 12): Arbitrary<T> =>
	fc.oneof(
		{ arbitrary: fc.constantFrom(...first), weight },
		{ arbitrary: fc.constantFrom(...others), weight: 1 }
	);

const flagHeaders = [
	'x-sveltekit-action: true',
	'accept: application/json',
	'accept: text/html',
	'accept: */*'
];
const oddHeaders = [
	'accept-language',
	'user-agent',
	'referer',
	'if-none-match',
	'range',
	'x-forwarded-for',
	'accept',
	'content-encoding',
	'sec-fetch-site',
	'traceparent'
];

/** No line break in a header: it would be another request. Node refuses what else is no header. */
const headerText = (text: string, isClean: boolean) =>
	text.replace(isClean ? /[^\t\x20-\x7e\x80-\xff]/g : /[\r\n]/g, ' ').slice(0, 2_000);

/** Requests to a site: every route, most of them nearly right. */
export function requests({
	origin,
	surfaces,
	fields,
	cookies,
	known
}: Site): Arbitrary<RawRequest> {
	const text = texts(known);
	return fc.constantFrom(...surfaces).chain((surface) => {
		const own = surface.fields.length > 0 ? surface.fields : fields;
		const field = fc.tuple(
			fc.oneof(
				{ arbitrary: fc.constantFrom(...own), weight: 6 },
				{ arbitrary: fc.constantFrom(...fields), weight: 3 },
				{ arbitrary: text, weight: 1 }
			),
			text
		);
		return fc
			.record({
				method: mostly(['GET', 'POST', 'POST'], otherMethods),
				params: fc.array(text, { minLength: 2, maxLength: 2 }),
				action: fc.option(fc.constantFrom(...surface.actions, 'default', 'nothing'), { freq: 3 }),
				query: fc.array(field, { maxLength: 3 }),
				suffix: mostly([''], ['/', '/__data.json', '//', '%2f..', '.html'], 6),
				isClean: fc.constantFrom(true, true, true, false),
				fields: fc.array(field, { maxLength: 6 }),
				encoding: fc.constantFrom(
					...Object.keys(encodings).slice(0, 1),
					...Object.keys(encodings).slice(0, 1),
					...Object.keys(encodings)
				),
				from: mostly([origin], ['null', 'https://evil.example', '']),
				session: fc.option(
					surface.route.startsWith('/admin')
						? mostly(cookies.admins, cookies.sessions)
						: mostly(cookies.sessions, cookies.admins),
					{ freq: 4 }
				),
				begun: fc.subarray(cookies.begun, { maxLength: 2 }),
				oddCookie: fc.option(
					fc.tuple(
						fc.constantFrom(
							'session',
							'signup',
							'pending',
							'device',
							'known',
							'flash',
							'theme',
							'locale',
							'oauth-a'
						),
						text
					),
					{ freq: 3 }
				),
				flags: fc.subarray(flagHeaders, { maxLength: 2 }),
				more: fc.array(fc.tuple(fc.constantFrom(...oddHeaders), text), { maxLength: 2 }),
				address: fc.ipV4(),
				isChunked: fc.constantFrom(false, false, false, false, true)
			})
			.map((made) => {
				const params = [...made.params];
				const path = fillRoute(surface.route, () => escaped(params.pop() ?? '', made.isClean));
				const query = made.query.map(
					([name, value]) => `${escaped(name, true)}=${escaped(value, made.isClean)}`
				);
				const all = [...(made.action === null ? [] : [`/${made.action}`]), ...query].join('&');
				const hasBody = !['GET', 'HEAD', 'TRACE'].includes(made.method);
				const odd = made.oddCookie ? [made.oddCookie.join('=')] : [];
				const held = made.session === null ? [] : [made.session];
				const cookie = [...held, ...made.begun, ...odd].join('; ');
				return {
					method: made.method,
					target: `${path}${made.suffix}${all && `?${all}`}`,
					headers: [
						['host', new URL(origin).host],
						...(made.from ? [['origin', made.from]] : []),
						[ADDRESS_HEADER, made.address],
						...(cookie ? [['cookie', headerText(cookie, made.isClean)]] : []),
						...(hasBody ? [['content-type', made.encoding]] : []),
						...made.flags.map((line) => line.split(': ')),
						...made.more.map(([name, value]) => [name, headerText(value, made.isClean)])
					] as [string, string][],
					body: hasBody ? encodings[made.encoding]!(made.fields) : Buffer.alloc(0),
					isChunked: hasBody && made.isChunked
				};
			});
	});
}
