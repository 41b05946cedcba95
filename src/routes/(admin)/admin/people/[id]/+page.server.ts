import { error } from '@sveltejs/kit';
import { getPerson } from '$modules/admin/api/get-person';
import { namePerson } from '$modules/admin/api/name-person';
import { personActions } from '$modules/admin/api/person-actions';
import { signedInAdmin } from '$modules/admin/api/handle-admin';
import { isConfirmed } from '$modules/auth/api/confirm/require-confirmation';
import { getReturnedForm } from '$modules/auth/api/kept-form/returned-form';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const { locals, params } = event;
	const { user, session } = signedInAdmin(locals);
	const person = await getPerson({ userId: params.id, by: { actor: user.id } });
	if (!person) error(404, { message: 'Not Found', id: locals.requestId });
	return {
		person: namePerson(person, locals.features),
		isOwn: person.id === user.id,
		isConfirmed: isConfirmed(session),
		returned: await getReturnedForm(event)
	};
};

export const actions = personActions satisfies Actions;
