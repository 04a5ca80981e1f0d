/**
 * Node's HTTP. Not by `import`: that reads every export of the module, among them the WebSocket of `fetch`'s implementation,
 * which takes 20 ms and 13 MB to load at each start, on a laptop as in a function.
 */
export const { Agent, createServer, request, STATUS_CODES } = process.getBuiltinModule('node:http');
