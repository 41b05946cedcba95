/** Somebody with an account at the identity provider. `id` is the subject. */
export interface ProviderPerson {
	id: string;
	name?: string;
	/** Absent: the provider gives out no address. */
	email?: string;
	emailVerified?: boolean;
}

export const defaultPeople: ProviderPerson[] = [
	{ id: 'ada', name: 'Ada Lovelace', email: 'ada@provider.example', emailVerified: true },
	{ id: 'grace', name: 'Grace Hopper', email: 'grace@provider.example', emailVerified: true },
	{ id: 'alan', name: 'Alan Turing', email: 'alan@provider.example', emailVerified: false },
	{ id: 'noor', name: 'Noor Inayat Khan' }
];
