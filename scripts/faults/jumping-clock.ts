/**
 * Loaded into a server with `node --import`: its clock goes wrong by as many milliseconds as stand in
 * the file of CLOCK_OFFSET, from the moment on at which they stand there. Timers run as ever.
 */
import { readFileSync } from 'node:fs';

const file = process.env.CLOCK_OFFSET ?? '';
const RealDate = Date;

function offset(): number {
	try {
		return Number(readFileSync(file, 'utf8'));
	} catch {
		return 0;
	}
}

const now = () => RealDate.now() + offset();

globalThis.Date = new Proxy(RealDate, {
	construct: (date, values: unknown[], target) =>
		Reflect.construct(date, values.length > 0 ? values : [now()], target) as Date,
	apply: () => new RealDate(now()).toString(),
	get: (date, name, receiver) =>
		name === 'now' ? now : (Reflect.get(date, name, receiver) as unknown)
});
