// dynalite 4.0.0 has no types; it is what the laptop's DynamoDB is compared with.
declare module 'dynalite' {
  import type { Server } from 'node:http';

  function dynalite(options?: { createTableMs?: number }): Server;
  export = dynalite;
}
