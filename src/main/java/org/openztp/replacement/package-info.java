/**
 * One box in another one's place.
 *
 * <p>Read first: Replacement, which hands over in one transaction all that makes a place; NodePlaces, the folder of a node,
 * which is no row.
 *
 * <p>Imports openwrt, db, http, job, auth, history, device, pool, plan and backup.
 */
package org.openztp.replacement;
