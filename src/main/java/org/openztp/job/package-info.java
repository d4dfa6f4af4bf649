/**
 * Durable, clustered background work; the only package that knows db-scheduler.
 *
 * <p>Read first: {@code JobType}, what a kind of work promises; then {@code Jobs}, how it is asked for; then
 * {@code JobRows}, which keeps a wish that comes while its job runs. db-scheduler finds, picks and watches over the rows;
 * asking for a job and ending its run are written here, in the caller's transaction.
 *
 * <p>Imports db, http, observe.
 */
package org.openztp.job;
