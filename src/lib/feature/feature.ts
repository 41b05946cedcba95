import type { Pathname } from '$app/types';
import type { InterruptedForms } from '@/forms/interrupted-form';
import type { Locale } from '@/paraglide/runtime';
import type { Executor } from '@/server/db/create-db';
import type { RoutePolicies } from '@/server/handle/route-policy';
import type { OwnEvent, OwnMail } from './own-news';

/** Whose account it is. */
type Person = { userId: string; email: string };

/** A file of the archive that a person can download: its bytes are read when its turn comes. */
export type ArchiveFile = { name: string; input: string | Buffer | AsyncIterable<Uint8Array> };

/** What is held on a person, for their archive. */
interface ArchivePart {
	/** The files, one after the other. Name the columns: a new one is no leak then. */
	files: (person: Person) => AsyncIterable<ArchiveFile>;
	/** What each file is, for the archive's first page, in the language of these options. */
	describe: (options: { locale: Locale }) => readonly string[];
	/** Columns (`notes.id`) that stay out of it, each with the reason why. */
	leavesOut?: Readonly<Record<string, string>>;
}

/** How long rows are kept that have to do with people. */
export interface Kept {
	/** What they are, for the operator. */
	what: string;
	/** Tables whose rows it is. */
	tables: readonly string[];
	/** How the rows end: with their account, by themselves, once they are done with, or never. */
	ends: 'with the account' | 'by time' | 'when done' | 'never';
	/** The words for it. */
	until: string;
}

/** A figure on `/metrics`, as it is when somebody looks; it names nobody. */
export interface Figure {
	/** With the unit, as `porchlight_notes`. */
	name: string;
	help: string;
	read: () => Promise<number>;
}

/** Somebody whom `db:seed` has made up. */
type MadeUpPerson = { id: string; createdAt: Date };

/**
 * What a feature adds to the application. `src/features.ts` lists them, the composition root hands the
 * list down, and no module asks another one for it (docs/extending.md). Everything but the name can be
 * left out.
 */
export interface Feature {
	/** That of its folder in `src/modules`. */
	name: string;
	/** What is special about its routes; one that is not named is for signed-in people. */
	routes?: RoutePolicies;
	/** What of its forms survives an interruption. */
	forms?: InterruptedForms;
	/** Its pages in the list beside the settings, in the reader's language. */
	settings?: readonly { href: Pathname; label: () => string }[];
	archive?: ArchivePart;
	/**
	 * Removes what hangs on an account that is being erased, a few rows at a time (`deleteInSteps`). The
	 * account itself goes when every feature has done so.
	 */
	erase?: (person: Person) => Promise<void>;
	/** What it keeps in the record of activity (`recordOwnEvent`). */
	events?: readonly OwnEvent[];
	/** What it sends to the owner of an account (`createOwnerMail`). */
	mails?: readonly OwnMail[];
	/** Done once an hour: removes what has expired. */
	housekeeping?: readonly (() => Promise<unknown>)[];
	/** Done once a minute. */
	minutely?: readonly (() => Promise<unknown>)[];
	/** How long the rows of its tables are kept. */
	kept?: readonly Kept[];
	figures?: readonly Figure[];
	/** Fills its tables for people of `db:seed`. A second run with the same people changes nothing. */
	seed?: (people: readonly MadeUpPerson[], executor: Executor) => Promise<void>;
}
