/** Below this path lies every route. */
export const BASE_PATH = '/api/v1';
