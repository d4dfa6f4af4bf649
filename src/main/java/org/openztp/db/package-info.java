/**
 * The database: pool, migrations, persistence unit, and the one way to a transaction.
 *
 * <p>Read first: Db. Imports openwrt only.
 */
package org.openztp.db;
