/** What a provider may hand over in a form post (OAuth 2.0 Form Post Response Mode; Apple's `user`). */
const fields = ['code', 'state', 'error', 'error_description', 'user', 'iss'];
const lengthMax = 4_000;

/** The answer of a form post as the query of the callback's GET. */
export function formPostQuery(form: FormData): URLSearchParams {
	const query = new URLSearchParams();
	for (const name of fields) {
		for (const value of form.getAll(name)) {
			if (typeof value === 'string' && value.length <= lengthMax) query.append(name, value);
		}
	}
	return query;
}
