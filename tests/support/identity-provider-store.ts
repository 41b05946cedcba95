import type { Adapter, AdapterPayload } from 'oidc-provider';

/** What an identity provider remembers, in memory, for as long as it runs. */
export function createStore(): (model: string) => Adapter {
	const rows = new Map<string, AdapterPayload>();

	return (model) => {
		const key = (id: string) => `${model}:${id}`;
		const find = (fits: (row: AdapterPayload) => boolean) =>
			[...rows].find(([name, row]) => name.startsWith(key('')) && fits(row))?.[1];

		return {
			async upsert(id, payload) {
				rows.set(key(id), { ...payload });
			},
			async find(id) {
				return rows.get(key(id));
			},
			async findByUid(uid) {
				return find((row) => row.uid === uid);
			},
			async findByUserCode(code) {
				return find((row) => row.userCode === code);
			},
			async consume(id) {
				const row = rows.get(key(id));
				if (row) row.consumed = Math.floor(Date.now() / 1000);
			},
			async destroy(id) {
				rows.delete(key(id));
			},
			async revokeByGrantId(grantId) {
				for (const [name, row] of rows) if (row.grantId === grantId) rows.delete(name);
			}
		};
	};
}
