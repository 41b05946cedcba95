import type { FaultOptions, Finding } from './finding.ts';

/** Something that goes wrong, and what is asked of the built server then. */
export interface Fault {
	/** A line of the help. */
	says: string;
	run: (options: FaultOptions) => Promise<Finding[]>;
}

/** Every fault, in the order in which they run. Each loads its file only when it is asked for. */
export const faults: Record<string, Fault> = {
	kill: {
		says: 'kill -9 two hundred times under fifty writers: nothing acknowledged is lost',
		run: async (options) => (await import('./kill.ts')).kill(options)
	},
	'disk-full': {
		says: 'no room on the disk: pages are served, writes answer 503 and go on when there is room',
		run: async (options) => (await import('./disk-full.ts')).diskFull(options)
	},
	locked: {
		says: 'another process holds the write lock, for two seconds and for fifteen',
		run: async (options) => (await import('./locked.ts')).locked(options)
	},
	'read-only': {
		says: 'the file is moved away from a running server; its disk is for reading alone at a start',
		run: async (options) => (await import('./read-only.ts')).readOnly(options)
	},
	corrupt: {
		says: 'pages of the file are overwritten: 503 and a plain page, and the process lives',
		run: async (options) => (await import('./corrupt.ts')).corrupt(options)
	},
	'database-gone': {
		says: 'the database server is killed, and later started',
		run: async (options) => (await import('./database-server.ts')).databaseGone(options)
	},
	'database-hung': {
		says: 'the database server takes connections and answers nothing',
		run: async (options) => (await import('./database-server.ts')).databaseHung(options)
	},
	'database-slow': {
		says: 'each trip to the database server takes 200 ms, and then four seconds',
		run: async (options) => (await import('./database-server.ts')).databaseSlow(options)
	},
	'mail-black-hole': {
		says: 'a mail server that accepts and never speaks: exactly one mail once it does',
		run: async (options) => (await import('./mail-black-hole.ts')).mailBlackHole(options)
	},
	'issuer-hangs': {
		says: 'an issuer takes connections and answers nothing',
		run: async (options) => (await import('./issuer-hangs.ts')).issuerHangs(options)
	},
	'clock-jumps': {
		says: 'the clock jumps an hour and a year, forward and back',
		run: async (options) => (await import('./clock-jumps.ts')).clockJumps(options)
	},
	'slow-clients': {
		says: 'hundreds of connections that send a byte a second, and bodies of 100 MB',
		run: async (options) => (await import('./slow-clients.ts')).slowClients(options)
	},
	fuzz: {
		says: 'ten thousand requests made up by fast-check: no 5xx but a meant 503',
		run: async (options) => (await import('./fuzz.ts')).fuzz(options)
	},
	'single-use': {
		says: 'each token, code and challenge sent to two instances at once: exactly one wins',
		run: async (options) => (await import('./single-use.ts')).singleUse(options)
	}
};
