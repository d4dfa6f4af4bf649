/**
 * What the dialects of asu's API have in common: how a request comes to its dialect, and how an answer leaves.
 *
 * <p>Read first: {@code AsuFilter}, by which requests come in; {@code Routes}, which path is whose; then {@code Reply}.
 *
 * <p>Imports http, firmware.
 */
package org.openztp.image.asu.wire;
