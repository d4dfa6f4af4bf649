/**
 * Durable, clustered background work; the only package that knows db-scheduler.
 *
 * <p>Read first: JobType. Imports db, http, observe.
 */
package org.openztp.job;
