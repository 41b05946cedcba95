const jsonTypes = /^application\/(?:json|[\w.-]+\+json)$/;
/** As some token endpoints answer in spite of RFC 6749 §5.1: `access_token=…&token_type=…`. */
const form = /^[\w.-]+=[^\s<>{}"]*$/;

/**
 * What a provider's body says, as JSON: a form becomes an object, and members that are null are left
 * out, as if they had not been sent.
 * @param type the body's media type; broken JSON that is called so is handed on for its reader to judge.
 * @param refused a refusal's status says enough: where its body is no JSON, it counts as empty.
 * @returns `null` where the body is something else, such as a page.
 */
export function toJson(text: string, type: string, refused: boolean): string | null {
	try {
		return JSON.stringify(JSON.parse(text, withoutNull)) ?? '{}';
	} catch {
		const fields = text.trim();
		if (form.test(fields)) return JSON.stringify(Object.fromEntries(new URLSearchParams(fields)));
		if (refused) return '{}';
		return jsonTypes.test(type) ? text : null;
	}
}

function withoutNull(_name: string, value: unknown): unknown {
	if (value === null) return undefined;
	// What was null in a list is a hole in it by now.
	return Array.isArray(value) ? value.filter(() => true) : value;
}
