import fc, { type Arbitrary } from 'fast-check';

/** Texts that have been trouble somewhere. */
const odd = [
	...[
		'',
		' ',
		'\0',
		'a\0b',
		'\r\n',
		'\u2028',
		'\ud800',
		'\u202e',
		'é',
		'İ',
		'ﬀ',
		'👩‍🚀',
		'%',
		'%00',
		'%zz'
	],
	...['__proto__', 'constructor', 'null', 'undefined', 'NaN', '-1', '1e309', '9007199254740993'],
	...[
		'../../etc/passwd',
		'//evil.example',
		'javascript:alert(1)',
		"'; drop table users; --",
		'{{7*7}}'
	],
	...[
		'on',
		'password',
		'passkey',
		'public',
		'de',
		'Europe/Berlin',
		'true',
		'[]',
		'{}',
		'"',
		'<script>'
	],
	...['a@b.example', 'a@xn--nxasmq6b.example', `${'a'.repeat(250)}@b.example`, '"a b"@c.example'],
	'x'.repeat(5_000)
];

/** What a field, a parameter or a part of a path may hold. */
export const texts = (known: string[]): Arbitrary<string> =>
	fc.oneof(
		{ arbitrary: fc.constantFrom(...odd), weight: 3 },
		{ arbitrary: fc.constantFrom(...known), weight: 3 },
		{ arbitrary: fc.string({ unit: 'binary', maxLength: 60 }), weight: 2 },
		{ arbitrary: fc.base64String({ maxLength: 64 }), weight: 1 },
		{ arbitrary: credentials(), weight: 1 },
		{ arbitrary: fc.json(), weight: 1 }
	);

/** Something like what a browser sends of a passkey. */
function credentials(): Arbitrary<string> {
	const part = fc.oneof(
		fc.base64String({ maxLength: 80 }),
		fc.constantFrom('', 'AA', '{}'),
		fc.integer()
	);
	const response = fc.record(
		{
			clientDataJSON: fc.oneof(
				part,
				fc
					.record({ type: fc.constantFrom('webauthn.get', 'webauthn.create'), challenge: part })
					.map((data) => Buffer.from(JSON.stringify(data)).toString('base64url'))
			),
			authenticatorData: part,
			attestationObject: part,
			signature: part,
			userHandle: part
		},
		{ requiredKeys: [] }
	);
	return fc
		.record(
			{ id: part, rawId: part, type: fc.constant('public-key'), response },
			{ requiredKeys: [] }
		)
		.map((credential) => JSON.stringify(credential));
}
