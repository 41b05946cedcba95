import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Provider } from 'oidc-provider';
import type { ProviderPerson } from './identity-provider-people.ts';

type People = Map<string, ProviderPerson>;

/** Answers `/interaction/…` with a page of people to choose from; all else is the provider's own. */
export function serveInteractions(server: Server, provider: Provider, people: People): void {
	const answer = provider.callback();
	server.on('request', (request, response) => {
		if (!request.url?.startsWith('/interaction/')) return void answer(request, response);
		interact(request, response, provider, people).catch((error: unknown) => {
			response.writeHead(400, { 'content-type': 'text/plain' }).end(String(error));
		});
	});
}

async function interact(
	request: IncomingMessage,
	response: ServerResponse,
	provider: Provider,
	people: People
): Promise<void> {
	const interaction = await provider.interactionDetails(request, response);
	if (request.method !== 'POST') {
		response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
		response.end(page(interaction.uid, people));
		return;
	}
	const form = await readForm(request);
	const person = people.get(form.get('person') ?? '');
	if (!person) {
		const error = { error: 'access_denied', error_description: 'The person said no' };
		return provider.interactionFinished(request, response, error);
	}
	people.set(person.id, withAddress(person, form.get('address')));
	if (interaction.session?.accountId !== person.id) await forget(provider, interaction);
	const login = { accountId: person.id, remember: false };
	await provider.interactionFinished(request, response, { login });
}

type Interaction = Awaited<ReturnType<Provider['interactionDetails']>>;

/** Lets another person sign in in the same browser: the provider wants a logout first. */
async function forget(provider: Provider, interaction: Interaction): Promise<void> {
	const session =
		interaction.session && (await provider.Session.findByUid(interaction.session.uid));
	if (!session) return;
	delete session.accountId;
	await session.persist();
	delete interaction.session;
	await interaction.save(interaction.exp - Math.floor(Date.now() / 1000));
}

/** What the provider says of the address from now on. */
function withAddress(person: ProviderPerson, choice: string | null): ProviderPerson {
	const { email: _, ...nameless } = person;
	const email = person.email ?? `${person.id}@provider.example`;
	if (choice === 'verified') return { ...person, email, emailVerified: true };
	if (choice === 'unverified') return { ...person, email, emailVerified: false };
	if (choice === 'none') return nameless;
	if (choice === 'changed') return { ...person, email: `new-${email}`, emailVerified: true };
	return person;
}

async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
	const chunks: Buffer[] = [];
	for await (const chunk of request) chunks.push(chunk);
	return new URLSearchParams(Buffer.concat(chunks).toString());
}

const escape = (text: string) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

function page(uid: string, people: People): string {
	const buttons = [...people.values()].map(({ id, name = id, email, emailVerified = true }) => {
		const address = email ? `${email}${emailVerified ? '' : ' (unverified)'}` : 'no address';
		return `<p><button name="person" value="${escape(id)}">Continue as ${escape(name)}</button>
			<small>${escape(address)}</small></p>`;
	});
	return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<link rel="icon" href="data:,">
<title>Local identity provider</title>
<h1>Local identity provider</h1>
<p>For development and tests. Nothing here is real.</p>
<form method="post" action="/interaction/${escape(uid)}">
	<p><label>Say of the address
		<select name="address">
			<option value="">what is shown below</option>
			<option value="verified">that it is verified</option>
			<option value="unverified">that it is not verified</option>
			<option value="none">nothing</option>
			<option value="changed">that it has changed</option>
		</select>
	</label></p>
	${buttons.join('\n\t')}
	<p><button name="deny" value="1">Deny</button></p>
</form>
</html>`;
}
