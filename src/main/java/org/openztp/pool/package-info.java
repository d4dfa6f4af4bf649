/**
 * Resource pools: addresses, names and other values that devices take for good.
 *
 * <p>Read first: Pools, then PoolFile, which knows where a value stands without ever counting them out. A value that is
 * taken is a row, and so are the few to be taken next, so that finding a free one is one look into an index.
 *
 * <p>Imports openwrt, config, db, http, auth; never device, whose ids it keeps.
 */
package org.openztp.pool;
