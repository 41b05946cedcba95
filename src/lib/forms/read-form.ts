import { error } from '@sveltejs/kit';

const formType = /^(?:application\/x-www-form-urlencoded|multipart\/form-data)\s*(?:;|$)/i;

/**
 * The fields of a posted form.
 * @throws 415 when the body is not a form, 400 when it is a damaged one.
 */
export async function readForm(request: Request): Promise<FormData> {
	if (!formType.test(request.headers.get('content-type') ?? '')) error(415);
	try {
		return await request.formData();
	} catch (cause) {
		if (cause instanceof TypeError) error(400);
		throw cause;
	}
}
