// dynalite 4.0.0 has no types. Only what we use is here; it is pinned, because these are its inner modules.

declare module 'dynalite/db/index.js' {
  type Done = (error?: unknown) => void;
  type Found<T> = (error: unknown, value?: T) => void;
  /** An item in DynamoDB's own notation: `{ pk: { S: 'a' } }`. */
  type Item = Record<string, Record<string, unknown>>;
  type TableDescription = {
    TableStatus: string;
    GlobalSecondaryIndexes?: { IndexName: string; IndexStatus: string }[];
  };
  type Write =
    | { type: 'put'; key: string; value: unknown; valueEncoding?: 'utf8' }
    | { type: 'del'; key: string; value?: undefined };

  type Range = { gt?: string; gte?: string; lt?: string; lte?: string; reverse?: boolean; limit?: number };
  type RowStream = {
    on: (event: string, listener: (row: Item) => void) => unknown;
    removeAllListeners: (event: string) => unknown;
    destroy: () => void;
  };

  type Rows<T> = { nextv: (size: number) => Promise<T[]>; close: () => Promise<void> };

  type Section<T> = {
    lock: unknown;
    get: (key: string, found: Found<T>) => void;
    put: (key: string, value: T, done: Done) => void;
    del: (key: string, done: Done) => void;
    createValueStream: (range: Range) => RowStream;
  };

  type Store = {
    /** The LevelDB database below. Keys are `item-<table>~…`, `index-global~<table>~<index>~…`, `table~…`. */
    db: {
      open: () => Promise<void>;
      close: () => Promise<void>;
      getSync: (itemKey: string) => Item | undefined;
      values: (range: Range) => Rows<Item>;
      iterator: (range: Range & { valueEncoding: 'utf8' }) => Rows<[key: string, json: string]>;
      batch: (writes: Write[], done: Done) => void;
    };
    tableDb: Section<TableDescription>;
    getItemDb: (table: string) => Section<Item>;
    getIndexDb: (kind: string, table: string, index: string) => Section<Item>;
    getTable: (name: string, checkStatus: boolean | Found<TableDescription>, found?: Found<TableDescription>) => void;
  };

  type StoreOptions = { path?: string; createTableMs: number; deleteTableMs: number; updateTableMs: number };
  export function create(options: StoreOptions): Store;
  /** Size by DynamoDB's rules, with characters counted in place of bytes. */
  export function itemSize(item: Item): number;
  type IndexActions = { puts: { index: string; key: string; item: Item }[] };
  /** The index entries of an item, by the indexes of its table. */
  export function getIndexActions(
    indexes: readonly object[],
    existing: Item | undefined,
    item: Item,
    table: TableDescription,
  ): IndexActions;
  /** An error that is answered as a ValidationException. */
  export function validationError(message: string): Error;
}

declare module 'dynalite/validations/index.js' {
  import type { Store } from 'dynalite/db/index.js';

  type Types = Record<string, unknown>;
  type Input = Record<string, unknown>;
  export function checkTypes(input: Input, types: Types): Input;
  export function checkValidations(input: Input, types: Types, custom: unknown, store: Store): void;
}

declare module 'dynalite/validations/*.js' {
  export const types: Record<string, unknown>;
  export const custom: unknown;
}

declare module 'dynalite/actions/*.js' {
  import type { Store } from 'dynalite/db/index.js';

  const action: (
    store: Store,
    input: Record<string, unknown>,
    answered: (error: unknown, output?: unknown) => void,
  ) => void;
  export = action;
}
