/**
 * Signals: what happened here is told to other systems, by webhooks and by mail, as {@code conf/signals.yaml} says.
 *
 * <p>Read first: Signals (how to tell something), then Outbox (each telling is a row), then DeliveryJob (one attempt to
 * deliver one). SignalsFile is the operator's file, Channel the ways out.
 *
 * <p>Imports openwrt, config, db, http, job and auth; whoever has something to tell imports this.
 */
package org.openztp.signal;
