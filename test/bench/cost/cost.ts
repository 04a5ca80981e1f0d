import { costOptions } from './cost-options.ts';
import { costTable } from './cost-table.ts';
import { countSession } from './count-session.ts';

try {
  const options = costOptions(process.argv.slice(2));
  for (const line of costTable(await countSession(options), options)) console.log(line);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
