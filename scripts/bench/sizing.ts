import type { Figures } from './result.ts';

/** How people use their accounts, and how full machines may be; docs/operations.md says why. */
const assumed = {
	/** Of all people, those who come on a day. */
	comeADay: 0.2,
	/** Pages of this application that each of them sees. */
	pagesEach: 10,
	/** Of those who come, the ones who sign in: the others' sessions go on. */
	signInsEach: 0.25,
	/** The busiest second of a day over its average one. */
	peak: 10,
	/** How much of a core, or of the database, may be in use then. */
	use: 0.5,
	/** Days for which the record of activity is kept. */
	recordDays: 365,
	/** What the data takes, with its journal and a backup beside it. */
	diskOver: 2.5,
	/** Cores of one machine. */
	machineCores: 16,
	/** Bytes of one database that can still be copied and put back within hours. */
	databaseBytes: 1e12
};
const sizes = [1e3, 1e4, 1e5, 1e6, 1e7, 1e8];
const secondsADay = 24 * 60 * 60;

/** What so many people need, from what one core, one database and one row were measured to be. */
function needsOf(people: number, figures: Figures) {
	const comeADay = people * assumed.comeADay;
	const signInsADay = comeADay * assumed.signInsEach;
	const pagesADay = comeADay * assumed.pagesEach;
	const atPeak = (aDay: number) => (aDay / secondsADay) * assumed.peak;
	const hashingCores = atPeak(signInsADay) / figures.signInsPerCore / assumed.use;
	const pageCores = atPeak(pagesADay) / figures.pagesPerCore / assumed.use;
	// Besides, each who comes writes once that a session was used: one commit, a sign-in has two.
	const written = atPeak(signInsADay + comeADay / 2);
	const writes = written / figures.signInsPerDatabase / assumed.use;
	const bytes =
		people * figures.bytesPerPerson + signInsADay * assumed.recordDays * figures.bytesPerEntry;
	const cores = Math.max(1, Math.ceil(hashingCores + pageCores));
	const databases = Math.max(1, Math.ceil(writes), Math.ceil(bytes / assumed.databaseBytes));
	return { signInsADay, pagesADay, hashingCores, cores, writes, bytes, databases };
}

/** The table of sizes, and where each part of an installation ends, as markdown. */
export function sizingTable(figures: Figures): string {
	const rows = sizes.map((people) => {
		const needs = needsOf(people, figures);
		const cells = [
			count(people),
			count(needs.signInsADay),
			count(needs.pagesADay),
			String(needs.cores),
			`${percent((needs.writes * assumed.use) / needs.databases)} of ${needs.databases === 1 ? 'one' : `each of ${needs.databases}`}`,
			size(needs.bytes * assumed.diskOver),
			shapeOf(needs)
		];
		return `| ${cells.join(' | ')} |`;
	});
	const one = needsOf(1, figures);
	const ends = (used: number, most: number) => count(most / used);
	return [
		'| people | sign-ins a day | pages a day | cores | database, writes | disk | shape |',
		'| --- | --- | --- | --- | --- | --- | --- |',
		...rows,
		'',
		`One core: ${figures.signInsPerCore.toFixed(0)} sign-ins or ${figures.pagesPerCore.toFixed(0)} pages a second. One database: ${figures.signInsPerDatabase.toFixed(0)} sign-ins a second. A person: ${size(figures.bytesPerPerson)}; an entry of the record: ${size(figures.bytesPerEntry)}.`,
		'',
		`- Hashing fills one core from ${ends(one.hashingCores, 1)} people on, and a machine of ${assumed.machineCores} from ${ends(one.hashingCores, assumed.machineCores)}: more instances over one database server.`,
		`- The writes of one primary end at ${ends(one.writes, 1)} people: databases by group of accounts, each with instances of its own.`,
		`- One database is too large to be put back in hours (${size(assumed.databaseBytes)}) from ${ends(one.bytes, assumed.databaseBytes)} people on: the same, by group of accounts.`
	].join('\n');
}

type Needs = ReturnType<typeof needsOf>;

function shapeOf({ cores, databases }: Needs): string {
	if (databases > 1) return `${databases} groups of accounts, each with a server and its instances`;
	if (cores <= 2) return 'one small machine, a file';
	return cores <= assumed.machineCores
		? 'one machine, a file; or a server and two instances'
		: `a server and ${Math.ceil(cores / assumed.machineCores) + 1} instances`;
}

const percent = (share: number) =>
	share < 0.01 ? 'under 1 %' : `${Math.ceil(share * 100).toFixed(0)} %`;

/** In two digits: what is computed here is no more exact than that. */
function count(value: number): string {
	return Number(value.toPrecision(2)).toLocaleString('en');
}

function size(bytes: number): string {
	const units = ['B', 'kB', 'MB', 'GB', 'TB'];
	const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
	return `${Number((bytes / 1000 ** power).toPrecision(2))} ${units[power]}`;
}
