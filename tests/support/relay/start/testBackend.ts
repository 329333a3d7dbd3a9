/** Store and bus that the tests' relays run on, by `TEST_RELAY`: one node with SQLite, or several with PostgreSQL and Redis. */
export const testBackend = process.env.TEST_RELAY === 'cluster' ? 'cluster' : 'single'

/** Nodes of a cluster, over which clients and requests are spread. */
export const nodeCount = 3
