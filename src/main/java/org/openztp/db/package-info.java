/**
 * The database: pool, migrations, persistence unit, and the one way to a transaction.
 *
 * <p>Read first: {@code Db}, whose {@code tx} is the only begin, commit and roll-back there is; then {@code Vendor}, which
 * holds all in which the embedded H2 and MariaDB differ. Races are answered by the database: {@code txRetrying} repeats
 * the work of who lost one.
 *
 * <p>Imports openwrt only; never a package whose rows it keeps.
 */
package org.openztp.db;
