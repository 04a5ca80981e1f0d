import { config } from 'zod/v4';

// zod would compile its parsers with `new Function`, which the console's content security policy refuses. The build puts this
// module in the place of `zod`, so that it is set before the first schema is made.
config({ jitless: true });

export * from 'zod/v4';
