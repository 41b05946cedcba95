/** Chains what waits in the record of `DATABASE_URL`, as a server's housekeeping does once a minute. */
import '../lib/app.ts';

const { chainRecord } = await import('../../src/modules/activity/api/chain/chain-record.ts');
const { db } = await import('../../src/lib/server/db/client.ts');
/** As if so many minutes had passed: what was kept just now is too young yet. */
const clock = () => new Date(Date.now() + Number(process.argv[2]) * 60_000);
await chainRecord({ clock });
db.$client.close();
